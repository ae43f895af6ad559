"""Transactions and connections that one function begins and another enters: `return engine.begin()`."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.uses import Uses
from aiolift.knowledge.database import Does, does
from aiolift.program.entities import Function

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module


class Entered:
    """What `model`'s program enters elsewhere than where it is made, and nowhere uses otherwise.

    :ivar made: the calls that make it: they do no I/O.
    :ivar entering: the expressions of `with` that enter it: they do.
    :ivar giving: the functions that return it.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self.made: set[ast.AST] = set()
        self.entering: set[ast.AST] = set()
        self.giving: set[Function] = set()
        for site in model.naming(lambda name: does(name) is Does.ENTER):
            seen: set[ast.AST] = set()
            giving: set[Function] = set()
            entering = self._follow(site.module, site.node, giving, seen)
            if entering and site.node not in entering:
                self.made.add(site.node)
                self.entering |= entering
                self.giving |= giving

    @cached_property
    def _uses(self) -> Uses:
        return Uses(self._model)

    def _follow(self, module: Module, node: ast.AST, giving: set[Function], seen: set[ast.AST]) -> set[ast.AST] | None:
        """Return where what an expression gives is entered; None where it may be used in another way."""
        if node in seen:
            return set()
        seen.add(node)
        match parent := module.parents.get(node):
            case ast.withitem():
                return {node}
            case ast.Return() | ast.Lambda():
                function = self._function(module, parent, node)
                calls = self._model.callers.get(function, ()) if function is not None else ()
                if function is None or function.is_async or function.is_generator or not calls:
                    return None
                giving.add(function)
                return self._all(((site.module, site.node) for site in calls), giving, seen)
            case ast.Assign(targets=[ast.Name(id=name) as target]):
                holder = self._uses.holder(module, target, name)
                if not isinstance(holder, Function):
                    return None
                reads = self._uses.of_name(module, holder, name)
                return self._all(((module, read) for read in reads), giving, seen)
        return None

    def _function(self, module: Module, parent: ast.AST, node: ast.AST) -> Function | None:
        if isinstance(parent, ast.Lambda) and parent.body is not node:
            return None
        return self._model.function(module, node)

    def _all(
        self, places: Iterable[tuple[Module, ast.AST]], giving: set[Function], seen: set[ast.AST]
    ) -> set[ast.AST] | None:
        found: set[ast.AST] = set()
        for module, node in places:
            entering = self._follow(module, node, giving, seen)
            if entering is None:
                return None
            found |= entering
        return found
