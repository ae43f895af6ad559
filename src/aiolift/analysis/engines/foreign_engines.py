"""Engines of databases that have no async driver here (Athena, SQL Server, …): what runs on them stays sync."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ENGINE
from aiolift.knowledge.drivers import FAMILIES
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.library import Call
    from aiolift.program.values import Values

#: The class of such an engine, of which nothing else is known: its connections and results are left alone.
FOREIGN_ENGINE = f"{ENGINE} of another database"
_BACKEND = re.compile(r"([a-z][a-z0-9_]*)(?:\+\w+)?://")
_KNOWN = FAMILIES.keys() | {"postgres"}


def engine(call: Call) -> Values:
    """Return what `create_engine` makes: of another database where every text that its URL can be names one."""
    given = [*call.node.args[:1], *(keyword.value for keyword in call.node.keywords if keyword.arg == "url")]
    texts = [text for node in given for text in _texts(call.scope.module.tree, node)]
    backends = {match[1] if (match := _BACKEND.match(text)) else None for text in texts}
    foreign = backends and None not in backends and backends.isdisjoint(_KNOWN)
    return frozenset([Instance(FOREIGN_ENGINE if foreign else ENGINE)])


def foreign(model: Model, node: ast.AST) -> bool:
    """Whether an expression is such an engine."""
    return FOREIGN_ENGINE in model.kinds(node)


def _texts(tree: ast.Module, node: ast.expr, depth: int = 3) -> Iterator[str]:
    """Yield the texts that a URL begins with; an empty one where it is not written in its module."""
    match node:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            yield from _texts(tree, inner, depth)
        case ast.Call(func=ast.Attribute(attr="getenv" | "get"), args=[_, default]):
            yield from _texts(tree, default, depth)
        case ast.Name(name) if depth:
            values = [value for target, value in _assigned(tree) if target == name]
            for value in values:
                yield from _texts(tree, value, depth - 1)
            if not values:
                yield ""
        case _:
            yield ""


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                yield name, value
