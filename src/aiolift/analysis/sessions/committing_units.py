"""Units of work that commit by themselves: dependencies, context managers and `begin()` blocks, with their sessions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.web.dependencies import committing_methods, yielded
from aiolift.program.fixtures import is_fixture
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.analysis.web.dependencies import Dependencies
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module


@dataclass(frozen=True, eq=False)
class CommittingUnit:
    """One unit of work, or all that one function or class makes.

    :param name: how a person would call it: `get_session()`.
    :param place: what says so: the function, the class, or the `begin()`.
    :param sessions: its sessions: expressions, or the targets that they are bound to.
    :param owners: the functions that belong to it. What they do with their own session is their affair.
    :param users: the functions that work in it, and may end it themselves.
    """

    name: str
    module: Module
    place: ast.AST
    sessions: tuple[ast.AST, ...]
    owners: frozenset[Function]
    users: frozenset[Function]


class CommittingUnits:
    """The units of work of `model`'s program that commit when they end."""

    def __init__(
        self, model: Model, sessions: AsyncSessions, dependencies: Dependencies, unit_of_work: UnitOfWork
    ) -> None:
        self._model = model
        self._sessions = sessions
        self._dependencies = dependencies
        self._unit_of_work = unit_of_work

    def find(self) -> Iterator[CommittingUnit]:
        """Yield them, in the order of the text."""
        for function in self._model.program.functions:
            if not is_fixture(function) and self._dependencies.commits_after_yield(function):
                yield self._generator(function)
                yield from self._wrapped(function, yielded(function))
            elif not function.is_generator and (entered := self._entered(function)):
                yield from self._wrapped(function, entered)
        for cls in self._model.program.classes:
            leave = cls.methods.get("__aexit__")
            if leave is not None and self._unit_of_work.writing.get(leave) == "commit":
                yield self._class(cls)
        for module in self._model.program.modules:
            for node in module.nodes(ast.AsyncWith):
                yield from self._block(module, node)

    def _generator(self, function: Function) -> CommittingUnit:
        """A dependency, or a context manager of `contextlib`."""
        given = {parameter.arg for parameter in function.parameters if self._sessions.is_session(parameter)}
        bound = tuple(
            node
            for node in ast.walk(function.node)
            if self._is_bound(node) or (isinstance(node, ast.Name) and node.id in given)
        )
        return CommittingUnit(
            f"{function.name}()",
            function.module,
            function.node,
            bound,
            frozenset([function]),
            self._working_in([function]) - {function},
        )

    def _entered(self, function: Function) -> set[str]:
        """Return the variables of the objects that a function enters: `async with Unit() as unit`."""
        return {
            name.id
            for block in self._unit_of_work.blocks.get(function, ())
            for item in block.items
            if isinstance(name := item.optional_vars or item.context_expr, ast.Name)
        }

    def _wrapped(self, function: Function, names: set[str]) -> Iterator[CommittingUnit]:
        """A function that commits by a method of an object of the program: one that it yields, or enters."""
        methods = {
            method
            for site in self._model.calls_in.get(function, ())
            for method in committing_methods(self._model, site, names)
            if method.owner is not None and isinstance(site.node.func, ast.Attribute)
            if isinstance(site.node.func.value, ast.Name) and site.node.func.value.id in names
        }
        for method in sorted(methods, key=str):
            assert method.owner is not None
            owners = _methods(method.owner)
            users = self._working_in([function]) - owners
            users = users - {function} if function.is_generator else users
            bound = self._bound_in(method.module, owners)
            yield CommittingUnit(f"{function.name}()", method.module, method.node, bound, owners | {function}, users)

    def _bound_in(self, module: Module, methods: Iterable[Function]) -> tuple[ast.AST, ...]:
        """Return what some methods of a module bind sessions to."""
        here = [method for method in methods if method.module is module]
        return tuple(node for method in here for node in ast.walk(method.node) if self._is_bound(node))

    def _working_in(self, functions: Iterable[Function]) -> frozenset[Function]:
        """Return functions with those that depend on them, and those that enter them where they are generators."""
        found = set(functions)
        waiting = list(found)
        while waiting:
            function = waiting.pop()
            users = [user for one in self._dependencies.all if function in one.providers for user in one.users]
            if function.is_generator:
                users += [site.function for site in self._model.callers.get(function, ()) if site.function is not None]
            waiting += [user for user in users if user not in found]
            found.update(users)
        return frozenset(found)

    def _is_bound(self, node: ast.AST) -> bool:
        """Whether a node is a variable or attribute that a session is bound to."""
        is_target = isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
        return is_target and self._sessions.is_session(node)

    def _class(self, cls: Class) -> CommittingUnit:
        """A class that `async with` enters."""
        family = _family(cls)
        owners = _methods(cls)
        users = {
            function
            for module in self._model.program.modules
            for node in module.nodes(ast.AsyncWith)
            if any(
                isinstance(value, Instance) and value.cls in family
                for item in node.items
                for value in self._model.values(item.context_expr)
            )
            and (function := self._model.function(module, node)) is not None
        }
        return CommittingUnit(
            cls.name, cls.module, cls.node, self._bound_in(cls.module, owners), owners, self._working_in(users) - owners
        )

    def _block(self, module: Module, node: ast.AsyncWith) -> Iterator[CommittingUnit]:
        """`async with session.begin():`, `async with factory.begin() as session:`."""
        function = self._model.function(module, node)
        if function is None or function.is_generator:
            return
        for item in node.items:
            call = item.context_expr
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "begin"):
                continue
            owner = call.func.value
            name = item.optional_vars if self._sessions.is_factory(owner) else owner
            if name is not None and self._sessions.is_session(name):
                text = ast.unparse(name)
                inside = [
                    part
                    for statement in node.body
                    for part in ast.walk(statement)
                    if isinstance(part, ast.Name | ast.Attribute)
                    and isinstance(part.ctx, ast.Load)
                    and ast.unparse(part) == text
                ]
                yield CommittingUnit(
                    f"`{ast.unparse(call)}`", module, call, tuple(inside), frozenset(), frozenset([function])
                )


def _family(cls: Class) -> set[Class]:
    return {cls, *cls.mro(), *cls.descendants()}


def _methods(cls: Class) -> frozenset[Function]:
    """Return the methods of a class, its bases and its subclasses."""
    return frozenset(method for one in _family(cls) for method in one.methods.values())
