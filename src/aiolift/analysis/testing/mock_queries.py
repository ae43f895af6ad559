"""What tests say of the legacy queries of a mocked session: `db.query.return_value.filter.return_value.first`.

A chain of mocks is read as the code reads it: a call gives what `return_value` is.
https://docs.python.org/3/library/unittest.mock.html#unittest.mock.Mock.return_value
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.knowledge import query as knows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.program.source import Module

_BUILDS = knows.SAME | knows.UNEQUAL | knows.DROPPED | knows.RENAMED.keys() | knows.OPTIONS.keys()
_GIVES = "return_value"


@dataclass(frozen=True, eq=False)
class Chain:
    """A mock's query and what follows it.

    :param root: `db.query`, or the variable of a mock that a query or one of its steps gives.
    :param product: the last part that is a query; None where the root is not called or described at all.
    :param path: the methods that build the query, up to `product`.
    :param asked: the part that asks, `….first`, if one follows `product`.
    :param whole: the chain with everything that follows, calls of it included.
    :param rest: the names behind `asked`, or behind the last query.
    """

    root: ast.expr
    product: ast.expr | None
    path: tuple[str, ...]
    asked: ast.Attribute | None
    whole: ast.expr
    rest: tuple[str, ...]

    @property
    def ends(self) -> bool:
        """Whether it is a query and nothing else."""
        return self.product is self.whole


def chain(module: Module, root: ast.expr, *, is_query: bool) -> Chain:
    """Read what follows a mock's `query`, or a variable that `is_query` already."""
    parts = list(_follow(module, root))
    names = [name for _, name in parts]
    product: ast.expr | None = root if is_query else None
    path: list[str] = []
    at = 0
    if not is_query and names[:1] == [_GIVES]:
        product, at = parts[0][0], 1
    while product is not None and at + 1 < len(parts) and names[at] in _BUILDS and names[at + 1] == _GIVES:
        path.append(names[at])
        product = parts[at + 1][0]
        at += 2
    asked = None
    if product is not None and at < len(parts) and names[at] in knows.ASKS:
        asked = parts[at][0]
        at += 1
    assert asked is None or isinstance(asked, ast.Attribute)
    whole = parts[-1][0] if parts else root
    return Chain(root, product, tuple(path), asked, whole, tuple(names[at:]))


def _follow(module: Module, node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    while True:
        parent = module.parents.get(node)
        if isinstance(parent, ast.Attribute) and parent.value is node:
            yield parent, parent.attr
        elif isinstance(parent, ast.Call) and parent.func is node:
            yield parent, _GIVES
        else:
            return
        node = parent


def variables(module: Module, function: ast.AST, roots: list[Chain]) -> dict[str, Chain]:
    """Return the variables of a function that hold a mock's query or one of its steps, each with where it comes from.

    Both `query = db.query.return_value` and `db.query.return_value = query` are known, from step to step.
    """
    found: dict[str, Chain] = {}
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    waiting = list(roots)
    for one in waiting:  # which grows meanwhile
        name = _held_by(module, one)
        if name is None or name in found:
            continue
        found[name] = one
        waiting += [chain(module, node, is_query=True) for node in names if node.id == name]
    return found


def _held_by(module: Module, one: Chain) -> str | None:
    if not one.ends or one.whole is one.root:
        return None
    match module.parents.get(one.whole):
        case ast.Assign(targets=[ast.Name(name)], value=value) if value is one.whole:
            return name
        case ast.Assign(targets=[target], value=ast.Name(name)) if target is one.whole:
            return name
        case _:
            return None
