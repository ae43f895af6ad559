"""Classes that a call maps: `registry.map_imperatively(Batch, batches, properties={…})`, or 1.x's `mapper(…)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.nodes import assignments
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Class
    from aiolift.program.source import Module

_MAPPER = "sqlalchemy.orm.mapper"
_METHOD = "map_imperatively"
_PARAMETERS = ("class_", "local_table", "properties")


@dataclass(frozen=True, eq=False)
class Imperative:
    """A class that a call maps.

    :param table: the `Table(…)` that it is mapped to, where the same module says so.
    :param properties: the relationships and columns that the call names.
    """

    cls: Class
    module: Module
    call: ast.Call
    table: ast.Call | None
    properties: tuple[tuple[str, ast.Call], ...]


def imperatives(model: Model) -> list[Imperative]:
    """Return the classes of a program that calls map."""
    return [found for site in model.sites if _maps(site) for found in _read(model, site)]


def mappers(found: list[Imperative]) -> dict[tuple[Module, str], Class]:
    """Return the variables that hold a mapper, each with its class: relationships may name either."""
    calls = {mapped.call: mapped.cls for mapped in found}
    return {
        (mapped.module, target.id): calls[value]
        for mapped in found
        for target, value in _assigned(mapped.module)
        if isinstance(target, ast.Name) and isinstance(value, ast.Call) and value in calls
    }


def _maps(site: Site) -> bool:
    return any(name == _MAPPER or name.rpartition(".")[2] == _METHOD for name in site.externals)


def _read(model: Model, site: Site) -> Iterator[Imperative]:
    given = dict(zip(_PARAMETERS, site.node.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in site.node.keywords if keyword.arg is not None}
    classes = model.values(given["class_"]) if "class_" in given else ()
    properties = tuple(_entries(given.get("properties")))
    table = _table(site.module, given.get("local_table"))
    for value in classes:
        if isinstance(value, ClassValue):
            yield Imperative(value.cls, site.module, site.node, table, properties)


def _entries(properties: ast.expr | None) -> Iterator[tuple[str, ast.Call]]:
    match properties:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                    yield str(key.value), value
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            for keyword in keywords:
                if keyword.arg is not None and isinstance(keyword.value, ast.Call):
                    yield keyword.arg, keyword.value


def _table(module: Module, node: ast.expr | None) -> ast.Call | None:
    if isinstance(node, ast.Name):
        values = (value for target, value in _assigned(module) if getattr(target, "id", None) == node.id)
        node = next(values, None)
    return node if isinstance(node, ast.Call) else None


def _assigned(module: Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    for statement in module.nodes(ast.Assign, ast.AnnAssign):
        yield from assignments(statement)
