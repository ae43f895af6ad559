"""What `aiolift observe` saw: lazy loads that the text does not show."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.lazy_reads import Read

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.observe.record import Load, Place
    from aiolift.program.source import Module

#: Reads that the session makes for itself run inside of its own awaits.
_BY_PROGRAM = {None, "serialisation"}


def apply(context: Context, decisions: Decisions) -> None:
    """Decide about each recorded lazy load that no decision covers yet."""
    for load in context.observed:
        if load.kind != "lazy" or load.inside not in _BY_PROGRAM:
            continue
        relationship = _relationship(context, load)
        if relationship is None or not relationship.is_lazy or relationship in decisions.defaults:
            continue
        found = _attribute(context, load.site, load.attribute) if load.inside is None else None
        if found is not None:
            module, node = found
            if decisions.covers(node):
                continue
            function = context.model.function(module, node)
            if context.can_await(function):
                decisions.awaited.append(Read(module, node, function, (relationship,)))
                continue
        where = f"{load.site.name}:{load.site.line}" if load.site is not None else "the suite"
        how = "while it fills a schema" if load.inside is not None else "and cannot await"
        decisions.eager(relationship, f"{where} was seen to read it {how}")


def _relationship(context: Context, load: Load) -> Relationship | None:
    for cls in context.model.program.classes:
        if same(str(cls), load.model) and (found := context.model.mapping.find(cls, load.attribute)):
            return found
    return None


def same(ours: str, theirs: str) -> bool:
    """Whether two dotted names are one, where the suite ran in another directory than the migration reads."""
    return f".{ours}".endswith(f".{theirs}") or f".{theirs}".endswith(f".{ours}")


def _attribute(context: Context, site: Place | None, name: str) -> tuple[Module, ast.Attribute] | None:
    """Return the attribute that was read on a line."""
    if site is None:
        return None
    for module in context.model.program.modules:
        if module.file.name == site.name:
            for node in module.nodes(ast.Attribute):
                if (
                    node.attr == name
                    and node.lineno <= site.line <= (node.end_lineno or node.lineno)
                    and isinstance(node.ctx, ast.Load)
                ):
                    return module, node
    return None
