"""Which functions of a program cannot be async, and which must stay sync because SQLAlchemy runs them."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis import lambdas
from aiolift.analysis.awaiting.applications import application
from aiolift.analysis.awaiting.fate import called_by_library
from aiolift.analysis.event_loop.schedulers import BACKGROUND, started_in_loop
from aiolift.analysis.event_loop.threads import joined
from aiolift.analysis.named_functions import named, takes_names
from aiolift.analysis.web.app_factories import app_factories
from aiolift.knowledge import barriers, callbacks, frameworks
from aiolift.program import nodes
from aiolift.program.fixtures import is_fixture, is_test, is_test_module
from aiolift.program.values import Cell, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values


#: Decorators of methods that a library calls as any other.
_METHODS = {"builtins.staticmethod", "builtins.classmethod"}


class Constraints:
    """What `model`'s functions allow.

    :param scripts: functions that installed scripts call.
    :param served: functions that settings name to a server, which calls them.
    :ivar barriers: functions that cannot be async, with the key of the reason.
    :ivar islands: functions that run inside of SQLAlchemy's greenlet, with sync objects.
    :ivar island_modules: modules whose whole code does, as Alembic's migrations.
    :ivar commands: functions that a command line, scheduler or queue runs, outside of any event loop.
    :ivar unsure: functions with a decorator of which nobody knows what it makes of an async function, and its name.
    :ivar handed: where each function is handed to external code that will call it.
    """

    def __init__(self, model: Model, scripts: Collection[Function] = (), served: Collection[Function] = ()) -> None:
        self.model = model
        self.barriers: dict[Function, str] = dict.fromkeys({*served, *app_factories(model)}, "job")
        self.islands: set[Function] = set()
        self.commands: set[Function] = {function for function in scripts if not function.is_async}
        self.island_modules = {module for module in model.program.modules if _is_alembic(module)}
        self.handed: dict[Function, list[tuple[Site, str]]] = {}
        self.unsure: dict[Function, str] = {}
        self._joined = {thread.site.node for thread in joined(model)}
        self._loop_scheduler = started_in_loop(model)
        for function in model.program.functions:
            self._judge(function)
        for site in model.sites:
            self._hand_over(site)
            if site.function is not None and barriers.DRIVERS_OWN.intersection(site.externals):
                self.barriers.setdefault(site.function, "driver")
        for module in model.program.modules:
            self._name(module)
        self._close_islands()

    def _judge(self, function: Function) -> None:
        if function.module in self.island_modules:
            self.islands.add(function)
            return
        reason = barriers.by_decorator(function.decorators)
        if _is_process_hook(function) and not function.is_async:
            reason = "command"
        if reason == "island":
            self.islands.add(function)
            return
        if reason == "command" and self._scheduled_in_loop(function):
            return
        if reason == "command":
            self.commands.add(function)
            return
        if reason is None and function.owner is not None:
            reason = barriers.by_name(function.name, frozenset(function.owner.externals()))
            if reason is None and function.name in {"__iter__", "__next__"} and not function.is_generator:
                reason = "special"  # `__aiter__` gives an iterator, not a coroutine: an async generator does
        if reason is None and isinstance(function.node, ast.Lambda) and not isinstance(function.node.body, ast.Call):
            reason = None if lambdas.convertible(self.model, function) else "lambda"
        if reason is None and function.is_generator and _gives_a_result(function):
            reason = "generator"
        if reason is None and not function.is_async:
            reason = self._by_unknown_library(function)
        if reason is not None:
            self.barriers[function] = reason
            for standing_in in self._standing_in(function):
                self.barriers.setdefault(standing_in, reason)

    def _standing_in(self, function: Function) -> Iterator[Function]:
        """Yield what decorators of the program put in a method's place: whoever calls the one calls the other."""
        if function.owner is not None:
            for value in self.model.flow.places.get((function.owner, function.name), ()):
                if isinstance(value, FunctionValue) and value.function is not function:
                    yield value.function

    def _by_unknown_library(self, function: Function) -> str | None:
        """Judge what a library may call of which no fact is known; FastAPI and pytest await what they call."""
        unknown = next((name for name in function.decorators if not frameworks.may_decorate(name)), None)
        awaited = is_test(function) or is_fixture(function) or called_by_library(function)
        if unknown is not None:
            self.unsure[function] = unknown
            return None if awaited else "decorator"
        if function.owner is None or awaited or is_test_module(function.module) or function.name.startswith("__"):
            return None
        if not set(function.decorators) <= _METHODS:
            return None
        bases = [base for base in function.owner.externals() if not frameworks.may_call_methods(base)]
        bases += [name for name in _written_bases(function.owner) if name.endswith(frameworks.GENERATED)]
        return "override" if bases and function.name not in self._read_attributes else None

    @cached_property
    def _read_attributes(self) -> set[str]:
        """The attributes that the program reads, but of `super()`: a method that it never reads is called by others."""
        return {
            node.attr
            for module in self.model.program.modules
            for node in module.nodes(ast.Attribute)
            if not _is_super(node.value)
        }

    def _scheduled_in_loop(self, function: Function) -> bool:
        return self._loop_scheduler and any(name.startswith(BACKGROUND) for name in function.decorators)

    def _name(self, module: Module) -> None:
        """Judge the functions that a text names as `module:function`: nobody sees who calls them, or how."""
        for node in module.nodes(ast.Constant):
            if isinstance(node.value, str) and ":" in node.value and (function := named(self.model, node)):
                call = module.parents[node]
                call = module.parents[call] if isinstance(call, ast.keyword) else call
                if not (isinstance(call, ast.Call) and takes_names(call)) and function not in self.commands:
                    self.barriers.setdefault(function, "job")

    def _queue(self, site: Site) -> None:
        """Judge the functions that a scheduler or queue is given by name."""
        names = site.externals or (getattr(site.node.func, "attr", ""),)
        for argument in (*site.node.args, *(keyword.value for keyword in site.node.keywords)):
            function = named(self.model, argument)
            if function is None or function.is_async or all(self._awaits(name, ()) for name in names):
                continue
            if all(map(callbacks.runs, names)) and function not in self.model.callers:
                self.commands.add(function)
            elif function not in self.commands:
                self.barriers.setdefault(function, "job")

    def _hand_over(self, site: Site) -> None:
        if site.targets:
            return
        if takes_names(site.node):
            self._queue(site)
        in_place = getattr(site.node.func, "attr", "") == "sort" and not site.externals
        for name in ("builtins.list.sort",) if in_place else site.externals:
            for values in self._arguments(site.node):
                for function in _functions(values):
                    if function in self.commands or self._awaits(name, values):
                        continue  # a command is a plain function for whoever is given it
                    if site.node in self._joined:
                        continue
                    if callbacks.runs(name):
                        if function not in self.model.callers:
                            self.commands.add(function)
                        continue  # else it is made plain where it is handed over
                    if name.endswith(callbacks.SYNC_RUNNERS) and callbacks.offloads(name) is None:
                        self.islands.add(function)
                    elif application(self.model, site) is None:
                        self.handed.setdefault(function, []).append((site, name))
                        self.barriers.setdefault(function, callbacks.reason(name))

    def _awaits(self, name: str, values: Collection[Value]) -> bool:
        """Whether what is handed over can be async; one place that runs several in a thread keeps them sync."""
        if self._loop_scheduler and name == f"{BACKGROUND}.add_job":
            return True
        in_thread = name in callbacks.OFFLOADED or callbacks.offloads(name) is not None
        return callbacks.awaits(name) or (in_thread and self._are_one(values))

    def _are_one(self, values: Collection[Value]) -> bool:
        """Whether values are one function or method, its overrides included: those become async together."""
        functions = {value.function for value in values if isinstance(value, FunctionValue)}
        first = next(iter(functions), None)
        return len(values) == 1 or (
            first is not None and len(functions) == len(values) and functions <= self.model.family(first)
        )

    def _arguments(self, node: ast.Call) -> Iterator[Values]:
        for argument in node.args:
            yield self.model.values(argument)
        for keyword in node.keywords:
            yield self.model.values(keyword.value)

    def _close_islands(self) -> None:
        """What only islands call is part of them."""
        waiting = list(self.islands)
        while waiting:
            island = waiting.pop()
            for site in self.model.calls_in.get(island, ()):
                for target in site.targets:
                    callers = self.model.callers[target]
                    if target not in self.islands and all(call.function in self.islands for call in callers):
                        self.islands.add(target)
                        waiting.append(target)


def _written_bases(cls: Class) -> list[str]:
    return [nodes.written(base) for one in cls.mro() for base in getattr(one.node, "bases", [])]


def _is_process_hook(function: Function) -> bool:
    """Whether Gunicorn calls a function of its configuration file, before a worker has an event loop."""
    return (
        function.name in barriers.GUNICORN_HOOKS
        and function.parent is not None
        and function.parent.node is function.module.tree
        and barriers.GUNICORN.fullmatch(function.module.file.name.name) is not None
    )


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _functions(values: Values) -> Iterator[Function]:
    for value in values:
        if isinstance(value, FunctionValue):
            yield value.function
        elif (
            isinstance(value, Instance)
            and value.cls == "functools.partial"
            and value.of
            and not isinstance(value.of[0], Cell)
        ):
            yield from _functions(value.of[0])


def _gives_a_result(generator: Function) -> bool:
    """Whether a generator returns a value, or uses that of `yield from`: an async generator can do neither."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(generator.node))
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Return(value=ast.expr()):
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case ast.Expr(value=ast.YieldFrom(value=inner)):
                waiting.append(inner)
            case ast.YieldFrom():
                return True
            case _:
                waiting += ast.iter_child_nodes(node)
    return False


def _is_alembic(module: Module) -> bool:
    """Whether a module is one of Alembic's: a migration, or the `env.py` that runs them."""
    bound = {
        target.id if isinstance(target, ast.Name) else ""
        for statement in module.tree.body
        for target in (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
            if isinstance(statement, ast.AnnAssign)
            else []
        )
    }
    if {"revision", "down_revision"} <= bound:
        return True
    return any(
        isinstance(statement, ast.ImportFrom)
        and statement.module == "alembic"
        and any(alias.name == "context" for alias in statement.names)
        for statement in module.tree.body
    )
