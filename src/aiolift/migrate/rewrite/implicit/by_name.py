"""Attributes that are read by their names: `attrgetter("author.name")`, `getattr(obj, name)`, patterns, templates.

Nobody can await there. What the text names is loaded by default; what a template or a variable may name is noted.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Site
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.values import Value

_GETTER, _GETATTR = "operator.attrgetter", "builtins.getattr"


def apply(context: Context, decisions: Decisions) -> None:
    """Decide about what is named, and note what may be."""
    model = context.model
    if not model.mapping.relationships:
        return
    for site in model.naming(_reads_names):
        if site.function in context.colour.islands or site.module in context.island_modules:
            continue
        if _GETTER in site.externals:
            for text in map(_text, site.node.args):
                for part in text.split("."):
                    for relationship in model.mapping.named(part):
                        decisions.eager(relationship, f'attrgetter("{text}") reads it, which cannot await')
        elif _GETATTR in site.externals:
            _getattr(context, decisions, site)
        else:
            _template(context, decisions, site)
    _patterns(context, decisions)


def _patterns(context: Context, decisions: Decisions) -> None:
    """`case Post(author=User(name=name))` reads what it compares."""
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.MatchClass):
            if context.model.function(module, node) in context.colour.islands:
                continue
            for value in context.model.values(node.cls):
                if isinstance(value, ClassValue):
                    for name in node.kwd_attrs:
                        if (found := context.model.mapping.find(value.cls, name)) is not None:
                            decisions.eager(found, f"a pattern reads {value.cls.name}.{name}, which cannot await")


def _reads_names(name: str) -> bool:
    return name in {_GETTER, _GETATTR} or name.endswith(".TemplateResponse") or name.startswith("jinja2.")


def _getattr(context: Context, decisions: Decisions, site: Site) -> None:
    """A name that is given is read; a variable may name any column, so that none is left out until it is read."""
    if len(site.node.args) < 2:
        return
    owner, named = site.node.args[:2]
    unsure: list[Relationship] = []
    for relationship in _lazy(context, owner):
        if relationship.name == _text(named):
            decisions.eager(relationship, f'getattr(…, "{relationship.name}") reads it, which cannot await')
        elif relationship.column and not isinstance(named, ast.Constant):
            decisions.eager(relationship, "getattr may read it by a name that is not known, and cannot await")
        elif isinstance(named, ast.Name):
            unsure.append(relationship)
    _note(context, decisions, site, unsure, "getattr")


def _template(context: Context, decisions: Decisions, site: Site) -> None:
    given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    inner = [value for one in given for value in (one.values if isinstance(one, ast.Dict) else [one])]
    _note(context, decisions, site, [found for value in inner for found in _lazy(context, value)], "the template")


def _note(context: Context, decisions: Decisions, site: Site, unsure: list[Relationship], reader: str) -> None:
    left = sorted({f"{one.owner.name}.{one.name}" for one in unsure if one not in decisions.defaults})
    if left and context.can_await(site.function):
        listed = ", ".join(f"`{name}`" for name in left)
        what = f"where {reader} reads {listed}, which cannot be awaited there, load it with the query"
        context.note(what, site.module, site.node)


def _lazy(context: Context, node: ast.expr) -> Iterator[Relationship]:
    """Yield what reading an attribute of an object, or of one in a list, would load."""
    mapping = context.model.mapping
    held: list[Value] = list(context.model.instances(node))
    held += [
        one for value in context.model.instances(node) for part in value.of for one in context.model.flow.content(part)
    ]
    classes: dict[Class, None] = {}
    for value in held:
        if isinstance(value, Instance) and isinstance(value.cls, Class):
            found = [value.cls] if mapping.is_mapped(value.cls) else value.cls.descendants()
            classes.update(dict.fromkeys(filter(mapping.is_mapped, found)))
    return (found for cls in classes for found in mapping.all_of(cls) if found.is_lazy)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
