"""`.options(selectinload(Post.author))` on the query whose objects are read in the same function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions
    from aiolift.program.entities import Class
    from aiolift.program.source import Module


def rewrite(context: Context, decisions: Decisions) -> None:
    """Add the options behind each query's beginning."""
    for call, paths in decisions.options.items():
        module = decisions.modules[call]
        wanted = [path for path in _longest(paths) if any(_is_missing(decisions, found) for found in path)]
        if not wanted:
            continue
        options = []

        def name(found: Relationship, module: Module = module) -> str:
            return context.imports(module).need("sqlalchemy.orm", "undefer" if found.column else "selectinload")

        for path in wanted:
            entities = [module.segment(call.args[0])]
            entities += [spelled(context, module, call.args[0], found.targets[0]) for found in path[:-1]]
            parts = [f"{name(found)}({entity}.{found.name})" for entity, found in zip(entities, path, strict=True)]
            options.append(".".join(parts))
        read = ", ".join(f"{path[-1].owner.name}.{path[-1].name}" for path in wanted)
        context.close(module, call, f".options({', '.join(options)})", RULE, f"{read} is read below")


def _is_missing(decisions: Decisions, relationship: Relationship) -> bool:
    return relationship.is_lazy and relationship not in decisions.defaults


def _longest(paths: list[tuple[Relationship, ...]]) -> list[tuple[Relationship, ...]]:
    """Leave out what is the beginning of another path."""
    unique = list(dict.fromkeys(paths))
    return [path for path in unique if not any(other != path and other[: len(path)] == path for other in unique)]


def spelled(context: Context, module: Module, beside: ast.expr, cls: Class) -> str:
    """Return how a class is written in a module: by its name there, beside another class, or newly imported."""
    top = context.model.program.scopes[module.tree]
    for name in sorted(top.names):
        if ClassValue(cls) in context.model.flow.places.get((top, name), ()) and not _only_typed(module, name):
            return name
    if isinstance(beside, ast.Attribute):
        for value in context.model.values(beside):
            if isinstance(value, ClassValue) and value.cls.module is cls.module:
                return f"{module.segment(beside.value)}.{cls.name}"
    return context.imports(module).need(cls.module.name, cls.name)


def _only_typed(module: Module, name: str) -> bool:
    """Whether a name is imported under `if TYPE_CHECKING:` only."""
    statements = [
        node
        for node in module.nodes(ast.ImportFrom)
        if any((alias.asname or alias.name) == name for alias in node.names)
    ]
    return bool(statements) and all(
        any(
            isinstance(outer, ast.If) and "TYPE_CHECKING" in ast.unparse(outer.test) for outer in module.ancestors(node)
        )
        for node in statements
    )
