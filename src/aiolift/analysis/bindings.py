"""What each name is bound to, by every statement that binds it: an assignment, `+=`, a loop, a comprehension."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.entities import Comprehension, Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


class How(Enum):
    """How a name gets its value from an expression."""

    ASSIGNED = "it is the expression"
    ADDED = "the expression is added to it"
    ITERATED = "it is one of the expression's items"


@dataclass(frozen=True, eq=False)
class Bound:
    """One binding of a name.

    :param value: the expression that it is bound from.
    :param binder: the statement, or the `comprehension`.
    :param path: the places in the tuples that are unpacked: `for key, (a, b) in x` binds `b` by (1, 1).
    """

    how: How
    value: ast.expr
    binder: ast.AST
    path: tuple[int, ...] = ()


class Bindings:
    """The bindings of the names of `model`'s program; parameters have none."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def holder(self, module: Module, name: ast.Name) -> Scope | None:
        """Return the scope that a name is bound in, a comprehension too."""
        path: list[ast.AST] = [name]
        for outer in module.ancestors(name):
            if isinstance(outer, Comprehension):
                scope = self._model.program.scopes[outer]
                if name.id in scope.names and outer.generators[0].iter not in path:  # that is evaluated outside
                    return scope
            elif isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                break
            path.append(outer)
        return self._model.scope(module, name).holder(name.id)

    def of(self, holder: Scope, name: str) -> list[Bound]:
        """Return the bindings of a name in the scope that holds it, in the order of the text."""
        return self._all.get((holder.node, name), [])

    @cached_property
    def _all(self) -> dict[tuple[ast.AST, str], list[Bound]]:
        found: dict[tuple[ast.AST, str], list[Bound]] = defaultdict(list)
        for module in self._model.program.modules:
            for node in module.nodes(*_BINDERS):
                for how, target, value in bindings(node):
                    for name, path in bound_names(target):
                        if isinstance(node, ast.comprehension):
                            holder: ast.AST | None = module.parents[node]
                        else:
                            scope = self._model.scope(module, name).holder(name.id)
                            holder = scope.node if scope is not None else None
                        if holder is not None:
                            found[holder, name.id].append(Bound(how, value, node, path))
        for bounds in found.values():
            bounds.sort(key=lambda bound: (bound.value.lineno, bound.value.col_offset))
        return found


_BINDERS = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension)


def is_parameter(holder: Scope, name: str) -> bool:
    """Whether a name is a parameter of the function that holds it."""
    if not isinstance(holder, Function):
        return False
    stars = (holder.definition.args.vararg, holder.definition.args.kwarg)
    return any(one is not None and one.arg == name for one in (*holder.parameters, *stars))


def bindings(node: ast.AST) -> Iterator[tuple[How, ast.expr, ast.expr]]:
    """Yield the targets that a node binds, with what they are bound from."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((How.ASSIGNED, target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield How.ASSIGNED, target, value
        case ast.AugAssign(target=target, value=value):
            yield How.ADDED, target, value
        case (
            ast.For(target=target, iter=value)
            | ast.AsyncFor(target=target, iter=value)
            | ast.comprehension(target=target, iter=value)
        ):
            yield How.ITERATED, target, value


def bound_names(target: ast.expr, path: tuple[int, ...] = ()) -> Iterator[tuple[ast.Name, tuple[int, ...]]]:
    """Yield the names in a target, with their places in the tuples that are unpacked, below `path`."""
    match target:
        case ast.Name():
            yield target, path
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for number, part in enumerate(parts):
                yield from bound_names(part, (*path, number))
        case ast.Starred(value=inner):
            yield from bound_names(inner, path)
