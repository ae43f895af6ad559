"""Columns whose values the server makes: objects that were stored lack them until they are read or refreshed."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import declarations, has_keyword
from aiolift.program.nodes import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class


class ServerColumns:
    """The columns of `model`'s mapped classes that the server fills in."""

    def __init__(self, model: Model) -> None:
        self._filled: dict[Class, set[str]] = defaultdict(set)
        self._updated: dict[Class, set[str]] = defaultdict(set)
        shared = _shared(model)
        for cls in model.program.classes:
            columns = [(name, walk(value)) for name, value, _ in declarations(cls)]
            for name, parts in [*columns, *_annotated(cls, shared)]:
                updated = has_keyword(parts, {"server_onupdate"}) or _is_set_on_update(parts) or _is(parts, "Computed")
                if updated:
                    self._updated[cls].add(name)
                if updated or has_keyword(parts, {"server_default"}) or _is(parts, "column_property"):
                    self._filled[cls].add(name)

    def of(self, cls: Class) -> set[str]:
        """Return the columns of a class that the server fills in."""
        return {name for found in cls.mro() for name in self._filled.get(found, ())}

    def updated(self, cls: Class) -> set[str]:
        """Return those of them that it fills in anew with each UPDATE of a row, as `onupdate=func.now()`."""
        return {name for found in cls.mro() for name in self._updated.get(found, ())}


def _shared(model: Model) -> dict[str, ast.expr]:
    """Return the types that say how their column is filled: `stamp = Annotated[datetime, mapped_column(…)]`."""
    return {
        target.id: node.value
        for module in model.program.modules
        if module.mentions("Annotated")
        for node in module.nodes(ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Subscript)
        if ast.unparse(node.value.value).endswith("Annotated")
    }


def _annotated(cls: Class, shared: dict[str, ast.expr]) -> Iterator[tuple[str, list[ast.AST]]]:
    """Yield the attributes whose annotation is `Mapped[…]` of such a type."""
    for statement in getattr(cls.node, "body", []) if shared else ():
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Subscript(slice=inner)):
                named = getattr(inner, "attr", None) or getattr(inner, "id", None)
                if named in shared:
                    yield name, walk(shared[named])


def _is(parts: list[ast.AST], name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and name in {getattr(node.func, "id", None), getattr(node.func, "attr", None)}
        for node in parts
    )


def _is_set_on_update(parts: list[ast.AST]) -> bool:
    """Whether a column's `onupdate` is SQL, as `func.now()`; a Python function's value is known without a query."""
    return any(
        isinstance(node, ast.keyword) and node.arg == "onupdate" and isinstance(node.value, ast.Call) for node in parts
    )
