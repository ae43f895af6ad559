"""Where a program reads the relationships of its mapped classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.knowledge.database import QUERY
from aiolift.program.entities import Class
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.values import Value


@dataclass(frozen=True, eq=False)
class Read:
    """An attribute that is one of the relationships, read or assigned to.

    :param function: the function whose body it stands in, or None for a module's own code.
    :param certain: whether the object is known to be of a mapped class; else only the attribute's name fits.
    """

    module: Module
    node: ast.Attribute
    function: Function | None
    relationships: tuple[Relationship, ...]
    certain: bool = True

    @property
    def is_store(self) -> bool:
        """Whether the attribute is assigned to."""
        return isinstance(self.node.ctx, ast.Store)


def lazy_reads(model: Model) -> Iterator[Read]:
    """Yield every attribute that can be a relationship, outermost first where one stands inside another."""
    names = {relationship.name for relationship in model.mapping.relationships}
    if not names:
        return
    unknown = _gives_unknown(model)
    for module in model.program.modules:
        for node in module.nodes(ast.Attribute):
            if node.attr in names and not isinstance(node.ctx, ast.Del):
                yield from _read(model, module, node, unknown)


def _gives_unknown(model: Model) -> frozenset[str]:
    """Return the methods of the program's own `Query` classes that may give what the query asks for."""
    return frozenset(
        name
        for cls in model.program.classes
        if QUERY in set(cls.externals())
        for name, method in cls.methods.items()
        if not any(
            isinstance(value.cls, Class)
            for node in method.own
            if isinstance(node, ast.Return) and node.value is not None
            for value in model.instances(node.value)
        )
    )


def _is_unknown(value: Value, methods: frozenset[str]) -> bool:
    """Whether a value is what such a method gives: `db.query(Note).visible().first_or_404()`."""
    text = value.cls if isinstance(value, Instance) and isinstance(value.cls, str) else ""
    return text.startswith(f"{QUERY}.") and text.rpartition(".")[2].removesuffix("()") in methods


def _read(model: Model, module: Module, node: ast.Attribute, unknown: frozenset[str]) -> Iterator[Read]:
    if is_awaitable(node):
        return
    found = model.mapping.of(node.value, node.attr)
    values = model.values(node.value)
    if found:
        plain = any(
            isinstance(value, Instance) and isinstance(value.cls, Class) and not model.mapping.is_mapped(value.cls)
            for value in values
        )
        yield Read(module, node, model.function(module, node), found, certain=not plain)
    elif (
        all(_is_unknown(value, unknown) for value in values)
        and not is_called(module, node)
        and isinstance(node.ctx, ast.Load)
    ):
        by_name = tuple(model.mapping.named(node.attr))
        yield Read(module, node, model.function(module, node), by_name, certain=False)


def is_awaitable(node: ast.Attribute) -> bool:
    """Whether an attribute is one of `awaitable_attrs`, which load."""
    return isinstance(node.value, ast.Attribute) and node.value.attr == "awaitable_attrs"


def is_called(module: Module, node: ast.Attribute) -> bool:
    """Whether an attribute is a method that is called there."""
    parent = module.parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node
