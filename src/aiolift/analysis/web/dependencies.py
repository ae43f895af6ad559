"""FastAPI's dependencies: who asks for which, and which write to the database behind their `yield`."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE, ASYNC_TRANSACTIONS
from aiolift.knowledge.database import ASYNC_SESSIONS, CONNECTION, SESSIONS
from aiolift.program.entities import Class, Function
from aiolift.program.nodes import root
from aiolift.program.values import ClassValue, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site

ROUTES = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "api_route", "websocket")
_ALL_SESSIONS = SESSIONS | ASYNC_SESSIONS
BEGINS = {
    f"{name}.begin"
    for name in (
        *_ALL_SESSIONS, "sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker", "sqlalchemy.Engine",
        ASYNC_ENGINE, CONNECTION, ASYNC_CONNECTION,
    )
}  # fmt: skip
COMMITS = {
    f"{name}.commit"
    for name in (
        *_ALL_SESSIONS, CONNECTION, ASYNC_CONNECTION, "sqlalchemy.Transaction", "sqlalchemy.orm.SessionTransaction",
        *ASYNC_TRANSACTIONS,
    )
}  # fmt: skip
#: What is given something that it uses after the function that calls it has returned, by the end of its name.
_OUTLIVING = (".add_task", ".StreamingResponse", ".EventSourceResponse", ".BackgroundTask")


def is_endpoint(function: Function) -> bool:
    """Whether a function is decorated as a route of FastAPI."""
    return any(
        name.startswith("fastapi.") and name.endswith("()") and name[:-2].rpartition(".")[2] in ROUTES
        for name in function.decorators
    )


@dataclass(frozen=True, eq=False)
class Dependency:
    """One `Depends(provider)`.

    :param providers: what FastAPI calls: functions, of a class its `__init__`; none where they are not known.
    :param users: the functions that have it as a parameter, by an alias of `Annotated` too.
    :param parameters: those parameters.
    """

    site: Site
    providers: tuple[Function, ...]
    users: tuple[Function, ...]
    parameters: tuple[ast.arg, ...]


class Dependencies:
    """The dependencies of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def all(self) -> tuple[Dependency, ...]:
        """Every `Depends(…)` of a function of the program."""
        found = []
        for site in self._model.naming({"fastapi.Depends"}):
            users = list(self._users(site))
            parameters = tuple(parameter for _, parameter in users if parameter is not None)
            providers = tuple(called(self._model, _asked(site) or _declared(site, parameters)))
            found.append(Dependency(site, providers, tuple(user for user, _ in users), parameters))
        return tuple(found)

    def behind(self, function: Function) -> frozenset[Function]:
        """Return all that FastAPI runs before a function because it asks for it, directly or through others."""
        found: set[Function] = set()
        waiting = [function]
        while waiting:
            asked = self.asked_by.get(waiting.pop(), ())
            more = {provider for dependency in asked for provider in dependency.providers} - found
            found |= more
            waiting += more
        return frozenset(found)

    @cached_property
    def asked_by(self) -> dict[Function, list[Dependency]]:
        """What each function asks for."""
        found: dict[Function, list[Dependency]] = defaultdict(list)
        for dependency in self.all:
            for user in dependency.users:
                found[user].append(dependency)
        return found

    @cached_property
    def committing(self) -> frozenset[Function]:
        """The providers that commit behind their `yield`, and generators that ask for one: they end first."""
        return self.grown(
            provider
            for dependency in self.all
            for provider in dependency.providers
            if self.commits_after_yield(provider)
        )

    def grown(self, providers: Iterable[Function]) -> frozenset[Function]:
        """Return providers with the generators that ask for one of them, directly or through others."""
        found = set(providers)
        grew = True
        while grew:
            more = {
                user
                for dependency in self.all
                if found.intersection(dependency.providers)
                for user in dependency.users
                if user.is_generator
            }
            grew = not more <= found
            found |= more
        return frozenset(found)

    def scope(self, dependency: Dependency) -> str | None:
        """Return the scope that a `Depends` names; `?` where that is computed, None where it names none."""
        for keyword in dependency.site.node.keywords:
            if keyword.arg is None:
                return "?"
            if keyword.arg == "scope":
                return str(keyword.value.value) if isinstance(keyword.value, ast.Constant) else "?"
        return None

    def _users(self, site: Site) -> Iterator[tuple[Function, ast.arg | None]]:
        """Yield who asks, and for which parameter: a decorator's `dependencies=[Depends(…)]` are for none."""
        for outer in site.module.ancestors(site.node):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                scope = self._model.program.scopes[outer]
                assert isinstance(scope, Function)
                yield scope, _parameter(outer.args, site.node)
                return
            if isinstance(outer, ast.Assign | ast.AnnAssign):
                targets = outer.targets if isinstance(outer, ast.Assign) else [outer.target]
                for target in targets:
                    yield from self._by_annotation.get(getattr(target, "id", ""), ())
                return

    @cached_property
    def _by_annotation(self) -> dict[str, list[tuple[Function, ast.arg | None]]]:
        found: dict[str, list[tuple[Function, ast.arg | None]]] = defaultdict(list)
        for function in self._model.program.functions:
            for parameter in function.parameters:
                if isinstance(parameter.annotation, ast.Name | ast.Attribute):
                    name = parameter.annotation
                    found[name.id if isinstance(name, ast.Name) else name.attr].append((function, parameter))
        return found

    def commits_after_yield(self, function: Function, seen: frozenset[Function] = frozenset()) -> bool:
        """Whether a generator commits when whoever asked for it is done.

        A handler around the `yield` does not count: it runs for an error, before that is answered.
        """
        if not function.is_generator or function in seen:
            return False
        module = function.module
        yields = [module.start(node) for node in ast.walk(function.definition) if isinstance(node, ast.Yield)]
        nodes = list(_without_handlers(function.definition))
        for node in nodes:
            if isinstance(node, ast.Call) and commits(self._model, function, node):
                if any(place < module.start(node) for place in yields):
                    return True
            elif isinstance(node, ast.With | ast.AsyncWith):
                if not any(module.start(node) < place < module.end(node) for place in yields):
                    continue
                if any(self._ends_in_commit(item.context_expr, seen | {function}) for item in node.items):
                    return True
        return False

    def _ends_in_commit(self, entered: ast.expr, seen: frozenset[Function]) -> bool:
        site = self._model.site(entered) if isinstance(entered, ast.Call) else None
        if site is not None and BEGINS & set(site.externals):
            return True
        return any(self.commits_after_yield(origin, seen) for origin in self._model.origins(entered))

    def outlived(self, function: Function, seen: frozenset[Function] = frozenset()) -> bool:
        """Whether a function hands a session to what runs after it: a background task, a streamed response.

        The session may be in a variable or a function of its own that is handed over; what it calls counts, too.
        """
        for site in self._model.calls_in.get(function, ()):
            if any(name.endswith(_OUTLIVING) for name in site.externals):
                if any(self._has_session(function, argument) for argument in ast.iter_child_nodes(site.node)):
                    return True
            elif any(self.outlived(one, seen | {function}) for one in site.targets if one not in seen):
                return True
        return False

    def _has_session(self, function: Function, argument: ast.AST) -> bool:
        names = {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)}
        parts = [
            argument,
            *(inner.node for inner in self._model.program.functions if _is_inner(inner, function, names)),
        ]
        for node in ast.walk(function.node):
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") in names for one in node.targets):
                parts.append(node.value)
        return any(self._model.kinds(node) & _ALL_SESSIONS for part in parts for node in ast.walk(part))


def _is_inner(inner: Function, outer: Function, names: set[str]) -> bool:
    return inner.parent is outer and inner.name in names


def _without_handlers(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node consists of, without the handlers of each `try` around a `yield`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.ExceptHandler) and isinstance(node, ast.Try) and _yields(node.body)):
            yield from _without_handlers(child)


def _yields(body: list[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Yield) for statement in body for node in ast.walk(statement))


def commits(model: Model, function: Function, call: ast.Call) -> bool:
    """Whether a call in a function commits a session, connection or transaction.

    A variable of unknown value is a session where the function yields it and its annotation says that it gives one:
    `session = request.state.session`. A unit of work that the function yields commits by a method of its own.
    """
    site = model.site(call)
    if site is None or COMMITS & set(site.externals):
        return site is not None
    if site.targets:
        return bool(committing_methods(model, site, yielded(function)))
    match call.func:
        case ast.Attribute(value=ast.Name(id=name) as receiver, attr="commit") if not model.values(receiver):
            yields = [node.value for node in ast.walk(function.node) if isinstance(node, ast.Yield)]
            return any(isinstance(one, ast.Name) and one.id == name for one in yields) and _gives_session(
                model, function
            )
    return False


def yielded(function: Function) -> set[str]:
    """Return the variables that a generator yields."""
    values = [node.value for node in ast.walk(function.node) if isinstance(node, ast.Yield)]
    return {value.id for value in values if isinstance(value, ast.Name)}


def committing_methods(model: Model, site: Site, names: set[str]) -> tuple[Function, ...]:
    """Return what a call of or with one of some variables reaches that commits its session: `await unit.commit()`."""
    receiver = site.node.func.value if isinstance(site.node.func, ast.Attribute) else None
    given = {one.id for one in (receiver, *site.node.args) if isinstance(one, ast.Name)}
    if given.isdisjoint(names):
        return ()
    return tuple(target for target in site.targets if _commits_given(model, target))


def _commits_given(model: Model, function: Function) -> bool:
    """Whether a function commits a session that it is given, or that its object keeps."""
    parameters = {parameter.arg for parameter in function.parameters}
    return any(
        COMMITS & set(site.externals) and root(site.node.func) in parameters
        for site in model.calls_in.get(function, ())
    )


def _gives_session(model: Model, function: Function) -> bool:
    """Whether the annotation of a function's result names a class of sessions."""
    returns = getattr(function.node, "returns", None)
    for part in ast.walk(returns) if returns is not None else ():
        for value in model.values(part) if isinstance(part, ast.Name | ast.Attribute) else ():
            match value:
                case External(name) if name in _ALL_SESSIONS:
                    return True
                case ClassValue(cls) if not _ALL_SESSIONS.isdisjoint(cls.externals()):
                    return True
    return False


def called(model: Model, nodes: Iterable[ast.expr]) -> Iterator[Function]:
    """Yield the functions that run when what is written as a dependency is called: of a class, its `__init__`."""
    for node in nodes:
        for value in model.values(node):
            match value:
                case FunctionValue(function):
                    yield function
                case ClassValue(cls) if "__init__" in cls.methods:
                    yield cls.methods["__init__"]
                case Instance(Class() as cls) if "__call__" in cls.methods:
                    yield cls.methods["__call__"]


def _asked(site: Site) -> list[ast.expr]:
    """Return what a `Depends` names, if it names something."""
    named = [keyword.value for keyword in site.node.keywords if keyword.arg == "dependency"]
    return [*site.node.args[:1], *named]


def _declared(site: Site, parameters: Iterable[ast.arg]) -> list[ast.expr]:
    """Return the class that `Depends()` leaves to the annotation: `Annotated[Service, Depends()]`, too."""
    for outer in site.module.ancestors(site.node):
        if isinstance(outer, ast.Subscript) and isinstance(outer.slice, ast.Tuple):
            return outer.slice.elts[:1]
    return [parameter.annotation for parameter in parameters if parameter.annotation is not None][:1]


def _parameter(arguments: ast.arguments, node: ast.AST) -> ast.arg | None:
    """Return the parameter whose default or annotation a node is part of."""
    positional = [*arguments.posonlyargs, *arguments.args]
    declared = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        *((parameter, parameter.annotation) for parameter in [*positional, *arguments.kwonlyargs]),
    ]
    return next(
        (parameter for parameter, part in declared if part is not None and node in ast.walk(part)),
        None,
    )
