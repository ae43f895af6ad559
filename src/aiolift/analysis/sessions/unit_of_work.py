"""Which functions end up in a session's `commit` or `flush`, and which store the objects that they are given."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.model import external_kinds
from aiolift.knowledge.database import SESSIONMAKER, SESSIONS
from aiolift.program.entities import Class, Function, FunctionNode
from aiolift.program.nodes import arguments, written
from aiolift.program.values import FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.source import Module

_OPENS = SESSIONS | {f"{SESSIONMAKER}.{name}" for name in ("__call__", "begin")}
_ADDS = {"add", "add_all", "merge", "refresh"}


class UnitOfWork:
    """Commits and flushes of `model`'s program, through its functions and context managers.

    :param sessions: the classes of the sessions that count.
    """

    def __init__(self, model: Model, sessions: frozenset[str] = SESSIONS) -> None:
        self._model = model
        self._sessions = sessions

    def session_method(self, site: Site) -> str | None:
        """Return the method of a session that a call is, as `commit`; None for other calls."""
        for name in site.externals:
            owner, _, method = name.rpartition(".")
            if owner in self._sessions:
                return method
        return None

    def receiver(self, site: Site) -> str | None:
        """Return how the session is written that a call is a method of, where that is a variable or an attribute."""
        match site.node.func:
            case ast.Attribute(value=ast.Name() | ast.Attribute() as owner) if self.session_method(site) is not None:
                return self.named(site.function, owner)
        return None

    def named(self, function: Function | None, session: ast.expr) -> str:
        """Return how a session is written in a function at first: `db` for the `s` of `with transaction(db) as s:`."""
        text, names = written(session), self._renamed.get(function, {})
        root, _, attribute = text.partition(".")
        if attribute and root in names:  # the session of a unit of work that is given one
            text = names[root]
        for _ in names:
            text = names.get(text, text)
        return text

    @cached_property
    def _renamed(self) -> dict[Function | None, dict[str, str]]:
        """The names of each function that are one more name of a session that it has, with that."""
        found: dict[Function | None, dict[str, str]] = defaultdict(dict)
        for function, nodes in self.blocks.items():
            for node in nodes:
                for item in node.items:
                    if isinstance(item.optional_vars, ast.Name) and (given := self.passed_on(item.context_expr)):
                        found[function][item.optional_vars.id] = given
        for module in self._model.program.modules:
            for statement in module.nodes(ast.Assign):
                match statement:
                    case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name() | ast.Attribute() as value):
                        if self.is_session(value):
                            found[self._model.function(module, statement)].setdefault(name, written(value))
        return found

    def passed_on(self, manager: ast.expr) -> str | None:
        """Return how the session is written that a context manager of the program is given and yields."""
        if not isinstance(manager, ast.Call):
            return None
        if any(isinstance(value.cls, Class) for value in self._model.instances(manager)):
            given = {written(value) for value in arguments(manager) if self.is_session(value)}
            return given.pop() if len(given) == 1 else None
        for origin in self._model.origins(manager):
            yielded = {
                node.value.id for node in origin.own if isinstance(node, ast.Yield) and isinstance(node.value, ast.Name)
            }
            for value in arguments(manager):
                if (
                    isinstance(value, ast.Name | ast.Attribute)
                    and self.is_session(value)
                    and parameter_of(origin, manager, value) in yielded
                ):
                    return written(value)
        return None

    @cached_property
    def sites(self) -> dict[Function | None, list[Site]]:
        """The calls in each function."""
        found: dict[Function | None, list[Site]] = defaultdict(list)
        for site in self._model.sites:
            found[site.function].append(site)
        return found

    @cached_property
    def autoflushes(self) -> bool:
        """Whether queries flush changes, as they do unless the program says `autoflush=False` anywhere."""
        return not any(
            keyword.arg == "autoflush" and getattr(keyword.value, "value", None) is not True
            for module in self._model.program.modules
            if module.mentions("autoflush")
            for call in module.nodes(ast.Call)
            for keyword in call.keywords
        )

    @cached_property
    def expires(self) -> bool:
        """Whether a commit expires objects: not where all that makes sessions, in tests too, says that it does not."""
        model = self._model
        makers = [site.node for site in model.naming(self._sessions | {SESSIONMAKER})]
        said = [
            keyword.value
            for module in model.program.modules
            if module.mentions("expire_on_commit")
            for call in module.nodes(ast.Call)
            for keyword in call.keywords
            if keyword.arg == "expire_on_commit"
        ]
        own = any(not self._sessions.isdisjoint(cls.external_bases) for cls in model.program.classes)
        keeps = all(isinstance(value, ast.Constant) and value.value is False for value in said)
        silent = any(all(keyword.arg != "expire_on_commit" for keyword in maker.keywords) for maker in makers)
        return own or not makers or silent or not keeps

    @cached_property
    def writing(self) -> dict[Function, str]:
        """The functions that commit or flush, by themselves or through others; `commit` where one may."""
        found: dict[Function, str] = {}
        waiting: list[tuple[Function, str]] = []
        for site in self._model.naming(lambda name: name.endswith((".commit", ".flush"))):
            method = self.session_method(site)
            if method in {"commit", "flush"} and site.function is not None:
                waiting.append((site.function, method))
        users = self._users()
        while waiting:
            function, method = waiting.pop()
            if found.get(function) in {method, "commit"}:
                continue
            found[function] = method
            waiting += [(site.function, method) for site in self._model.callers.get(function, ()) if site.function]
            waiting += [(user, method) for user in users.get(function, ())]
        return found

    def _users(self) -> dict[Function, list[Function]]:
        """Return the functions that enter each context manager of the program."""
        found: dict[Function, list[Function]] = defaultdict(list)
        for user, blocks in self.blocks.items():
            for node in blocks:
                for manager in self.managers(node):
                    found[manager].append(user)
        return found

    @cached_property
    def blocks(self) -> dict[Function, list[ast.With | ast.AsyncWith]]:
        """The `with` blocks in each function, in the order of the text."""
        found: dict[Function, list[ast.With | ast.AsyncWith]] = defaultdict(list)
        for module in self._model.program.modules:
            for node in sorted(module.nodes(ast.With, ast.AsyncWith), key=lambda one: (one.lineno, one.col_offset)):
                if (user := self._model.function(module, node)) is not None:
                    found[user].append(node)
        return found

    def managers(self, node: ast.With | ast.AsyncWith) -> Iterator[Function]:
        """Yield the program's functions that run when a `with` block ends."""
        for item in node.items:
            yield from self._model.origins(item.context_expr)
            for value in self._model.instances(item.context_expr):
                if isinstance(value.cls, Class):
                    name = "__exit__" if isinstance(node, ast.With) else "__aexit__"
                    for found in self._model.flow.member(value.cls, name, value):
                        if isinstance(found, FunctionValue):
                            yield found.function

    @cached_property
    def opening(self) -> set[Function]:
        """The functions that work in a session which their callers do not give them."""
        opens = {
            function
            for function, sites in self.sites.items()
            if function is not None and not all(_OPENS.isdisjoint(site.externals) for site in sites)
        }
        waiting = list(opens)
        while waiting:
            for site in self._model.callers.get(waiting.pop(), ()):
                function = site.function
                if function is not None and function not in opens and not self.is_given(function):
                    opens.add(function)
                    waiting.append(function)
        return opens

    def is_given(self, function: Function) -> bool:
        """Whether a function has a session as a parameter."""
        if not isinstance(function.node, FunctionNode):  # the block of `__main__`
            return False
        places = self._model.flow.places
        return any(
            isinstance(value, Instance) and SESSIONS & external_kinds(value)
            for parameter in function.parameters
            for value in places.get((function, parameter.arg), ())
        )

    def at_end(self, node: ast.With | ast.AsyncWith) -> str | None:
        """Return `commit` or `flush` where the end of a `with` block does that."""
        for item in node.items:
            call = item.context_expr
            site = self._model.site(call) if isinstance(call, ast.Call) else None
            if site is not None and self.session_method(site) == "begin":
                return "commit"
        methods = {self.writing[manager] for manager in self.managers(node) if manager in self.writing}
        return "commit" if "commit" in methods else next(iter(methods), None)

    def stores(self, site: Site, argument: ast.expr, depth: int = 3) -> bool:
        """Whether a call adds one of its arguments to a session."""
        if self.session_method(site) in _ADDS:
            return True
        return depth > 0 and any(
            self._stores_parameter(target, name, depth)
            for target in site.targets
            if (name := parameter_of(target, site.node, argument)) is not None
        )

    def _stores_parameter(self, function: Function, name: str, depth: int) -> bool:
        return any(
            isinstance(argument, ast.Name) and argument.id == name and self.stores(inner, argument, depth - 1)
            for inner in self.sites.get(function, ())
            for argument in inner.node.args
        )

    def session_near(self, module: Module, function: Function, node: ast.AST) -> str | None:
        """Return how a session is written inside of `node`, else in the function."""
        for place in (node, function.node):
            for inner in ast.walk(place):
                if isinstance(inner, ast.Name | ast.Attribute) and self.is_session(inner):
                    return module.segment(inner)
        return None

    def session_kept(self, function: Function) -> str | None:
        """Return how the session is written that the methods of a function's class use of `self`."""
        if function.owner is None or not function.parameters:
            return None
        this = function.parameters[0].arg
        for method in function.owner.methods.values():
            if method.parameters and method.parameters[0].arg == this:
                for node in method.own:
                    if isinstance(node, ast.Attribute) and written(node.value) == this and self.is_session(node):
                        return written(node)
        return None

    def is_session(self, node: ast.AST) -> bool:
        """Whether an expression is a session."""
        return not self._sessions.isdisjoint(self._model.kinds(node))


def parameter_of(function: Function, call: ast.Call, argument: ast.expr) -> str | None:
    """Return the name of the parameter that an argument of a call is bound to; None behind a star."""
    for keyword in call.keywords:
        if keyword.value is argument:
            return keyword.arg
    positional = [*function.definition.args.posonlyargs, *function.definition.args.args]
    if function.owner is not None and not function.has("builtins.staticmethod"):
        positional = positional[1:]
    for parameter, given in zip(positional, call.args, strict=False):
        if given is argument:
            return parameter.arg
    return None
