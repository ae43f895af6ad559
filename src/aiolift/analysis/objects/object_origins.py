"""Where the object behind an expression comes from: a query, a `get`, a constructor; followed through calls."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.analysis.lambdas import applied_to
from aiolift.analysis.objects.followed_calls import Down, down
from aiolift.analysis.statements.results import CHAIN, SELECTS
from aiolift.knowledge.database import ASYNC_SESSIONS, QUERY, SESSIONS
from aiolift.program.entities import Class, Comprehension, Function, own
from aiolift.program.nodes import ASSIGNING
from aiolift.program.values import Cell, ClassValue, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: Methods of results and queries that give their objects.
_GIVES = {
    "all", "first", "one", "one_or_none", "scalars", "unique", "scalar", "scalar_one", "scalar_one_or_none", "fetchall",
    "fetchone", "fetchmany", "yield_per", "partitions", "execution_options", "populate_existing",
}  # fmt: skip
#: Class methods of SQLModel's tables that make an object.
_MAKES = {"model_validate", "from_orm", "parse_obj", "model_construct", "construct"}
_SESSIONS = SESSIONS | ASYNC_SESSIONS
_ASKS = {"execute", "exec", "scalars", "scalar", "stream", "stream_scalars"}
_SAME_OBJECTS = {
    "builtins.list", "builtins.sorted", "builtins.reversed", "builtins.next", "builtins.iter", "builtins.set",
    "builtins.tuple", "builtins.max", "builtins.min",
}  # fmt: skip

#: What binds a name of a function or a comprehension.
_BINDERS = (*ASSIGNING, ast.For, ast.AsyncFor, ast.comprehension, ast.withitem, ast.arg)
#: An expression with more paths than these is in a loop that follows relationships, or might as well be.
_MOST_PATHS = 8


@dataclass(frozen=True)
class Origin:
    """One place that an object can come from.

    :param kind: `query` (a `select(…)` or `query(…)` of one entity), `get`, `made` (its constructor), or `other`.
    :param node: that call; for `other`, where the trace ends.
    :param path: the relationships that lead from what `node` gives to the object.
    :param function: the function that `node` stands in: the expression's own, or one that it calls.
    :param asked: the call of a session that the query is given to, where the trace saw one; for `get`, `node` itself.
    :param through: the functions that the trace came through, the first and the last included.
    """

    kind: str
    node: ast.AST
    path: tuple[Relationship, ...]
    function: Function | None
    asked: ast.Call | None = None
    through: frozenset[Function] = frozenset()


@dataclass(frozen=True)
class _Place:
    """An expression on the way, whose object's relationships in `path` lead to what was asked for.

    :param calls: the calls that the trace came down by to the function that the expression stands in, the last one
        last; None for a step that stays in its function.
    """

    module: Module
    node: ast.expr
    path: tuple[Relationship, ...]
    asked: ast.Call | None = None
    through: frozenset[Function] = frozenset()
    calls: tuple[Down, ...] | None = None


class Origins:
    """Traces expressions of `model`'s program back, through variables and through what functions return.

    :param callers: trace a parameter back to what the program's calls and `Depends` give it.
    """

    def __init__(self, model: Model, *, callers: bool = False) -> None:
        self._model = model
        self._callers = callers
        self._bindings: dict[tuple[ast.AST, str], list[tuple[ast.expr | None, ast.AST]]] = {}
        self._indexed: set[Module] = set()

    def of(self, module: Module, node: ast.expr) -> list[Origin]:
        """Return every place that the object of an expression can come from.

        Each expression on the way is followed once per path and calls, so that loops end and chains of calls cost no
        more than their length.
        """
        found: dict[Origin, None] = {}
        seen: set[tuple[ast.expr, tuple[Relationship, ...], tuple[Down, ...]]] = set()
        paths: dict[ast.expr, set[tuple[Relationship, ...]]] = {}
        waiting = [_Place(module, node, (), calls=())]
        while waiting:
            place = waiting.pop()
            calls = place.calls or ()
            if (place.node, place.path, calls) in seen:
                continue
            seen.add((place.node, place.path, calls))
            known = paths.setdefault(place.node, set())
            known.add(place.path)
            if len(known) > _MOST_PATHS:
                found[self._origin(place.module, "other", place.node, place.path)] = None
                continue
            self._index(place.module)
            further = []
            here = self._model.function(place.module, place.node)
            through = place.through | {here} if here is not None else place.through
            for one in self._steps(place.module, place.node, place.path, calls):
                asked = one.asked or place.asked
                if isinstance(one, Origin):
                    found[replace(one, asked=asked, through=through)] = None
                else:
                    on = calls if one.calls is None else one.calls
                    further.append(replace(one, asked=asked, through=through, calls=on))
            waiting += reversed(further)
        return list(found)

    def _steps(
        self, module: Module, node: ast.expr, path: tuple[Relationship, ...], calls: tuple[Down, ...]
    ) -> Iterator[Origin | _Place]:
        """Yield where an expression's object comes from, or the expressions that it is one of."""
        match node:
            case ast.Name():
                yield from self._name(module, node, path, calls)
            case ast.Attribute() if related := self._model.mapping.of(node.value, node.attr):
                yield _Place(module, node.value, (related[0], *path))
            case ast.Call():
                yield from self._call(module, node, path, calls)
            case ast.Subscript(value=inner) | ast.Await(value=inner) | ast.NamedExpr(value=inner):
                yield _Place(module, inner, path)
            case ast.IfExp(body=first, orelse=second):
                yield _Place(module, first, path)
                yield _Place(module, second, path)
            case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) if parts:
                for part in parts:
                    yield _Place(module, part, path)
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.SetComp(elt=inner):
                yield _Place(module, inner, path)
            case ast.Dict(values=[_, *_] as parts):
                for part in parts:
                    if self._model.mapping.mapped(part) or self._holds_mapped(part):
                        yield _Place(module, part, path)
            case ast.Constant(value=None):
                return
            case _:
                yield self._origin(module, "other", node, path)

    def _holds_mapped(self, node: ast.expr) -> bool:
        return any(
            isinstance(inner, Instance) and isinstance(inner.cls, Class) and self._model.mapping.is_mapped(inner.cls)
            for value in self._model.instances(node)
            for part in value.of
            if not isinstance(part, Cell)
            for inner in part
        )

    def _call(
        self, module: Module, node: ast.Call, path: tuple[Relationship, ...], calls: tuple[Down, ...]
    ) -> Iterator[Origin | _Place]:
        if self._is_query(node):
            yield self._origin(module, "query", node, path)
            return
        function = node.func
        for value in self._model.values(function):
            if isinstance(value, ClassValue) and self._model.mapping.is_mapped(value.cls):
                yield self._origin(module, "made", node, path)
                return
            if isinstance(value, External):
                owner, _, name = value.name.rpartition(".")
                if owner in _SESSIONS and name in _ASKS and node.args:
                    yield _Place(module, node.args[0], path, node)
                    return
                if owner in _SESSIONS and name in {"get", "get_one"}:
                    yield replace(self._origin(module, "get", node, path), asked=node)
                    return
                if owner in _SESSIONS and name == "merge" and node.args:
                    yield _Place(module, node.args[0], path)
                    return
                if value.name in _SAME_OBJECTS and node.args:
                    yield _Place(module, node.args[0], path)
                    return
        site = self._model.site(node)
        own = site is not None and bool(site.targets)
        if not own and self._validates(function):
            yield self._origin(module, "made", node, path)
            return
        if not own and isinstance(function, ast.Attribute) and function.attr in _GIVES | CHAIN:
            yield _Place(module, function.value, path)
            return
        yield from self._returned(module, node, path, calls)

    def _validates(self, function: ast.expr) -> bool:
        """Whether a call makes a table's object of a schema's data: `Note.model_validate(…)`."""
        return (
            isinstance(function, ast.Attribute)
            and function.attr in _MAKES
            and any(
                isinstance(value, ClassValue) and self._model.mapping.is_mapped(value.cls)
                for value in self._model.values(function.value)
            )
        )

    def _returned(
        self, module: Module, node: ast.Call, path: tuple[Relationship, ...], calls: tuple[Down, ...]
    ) -> Iterator[Origin | _Place]:
        """Follow a call into the program's functions that it calls."""
        site = self._model.site(node)
        targets = [target for target in site.targets if not target.is_generator] if site is not None else []
        values = [(target, value) for target in targets for value in returned(target.node)]
        if not values:
            yield self._origin(module, "other", node, path)
        for target, value in values:
            yield _Place(target.module, value, path, calls=down(calls, Down(target, module, node)))

    def _origin(self, module: Module, kind: str, node: ast.AST, path: tuple[Relationship, ...]) -> Origin:
        return Origin(kind, node, path, self._model.function(module, node))

    def _is_query(self, node: ast.Call) -> bool:
        """Whether a call begins a query of one mapped class."""
        if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
            return False
        begins = isinstance(node.func, ast.Name) or (isinstance(node.func, ast.Attribute) and node.func.attr in _BEGINS)
        asked = bool(named_classes(self._model, node.args[0]))
        made = any(isinstance(value, Instance) and value.cls in SELECTS | {QUERY} for value in self._model.values(node))
        return begins and asked and made

    def _name(
        self, module: Module, node: ast.Name, path: tuple[Relationship, ...], calls: tuple[Down, ...]
    ) -> Iterator[Origin | _Place]:
        holder = self._holder(module, node)
        if holder is None:
            yield self._origin(module, "other", node, path)
            return
        for value, binder in self._bindings.get((holder, node.id), []):
            if value is None and isinstance(binder, ast.arg) and self._callers:
                yield from self._given(module, holder, binder, path, calls)
            elif value is None:
                yield self._origin(module, "other", binder, path)
            else:
                yield _Place(module, value, path)

    def _given(
        self,
        module: Module,
        holder: ast.AST,
        parameter: ast.arg,
        path: tuple[Relationship, ...],
        calls: tuple[Down, ...],
    ) -> Iterator[Origin | _Place]:
        """Follow a parameter to what is passed for it: by the call that the trace came down by, or by any."""
        function = self._model.program.scopes[holder]
        assert isinstance(function, Function)
        if calls and calls[-1].function is function:
            given = argument_for(function, calls[-1].node, parameter.arg)
            if given is not None:
                yield _Place(calls[-1].module, given, path, calls=calls[:-1])
                return
        passed = [
            (site.module, value)
            for site in self._model.callers.get(function, ())
            if (value := argument_for(function, site.node, parameter.arg)) is not None
        ]
        passed += [
            (provider.module, value)
            for provider in self._model.providers.get(parameter, ())
            for value in returned(provider.node)
        ]
        items = applied_to(function) if not passed else None
        if items is not None:
            yield _Place(module, items, path)
        elif not passed:
            yield self._origin(module, "other", parameter, path)
        for inside, value in passed:
            yield _Place(inside, value, path, calls=())

    def _holder(self, module: Module, node: ast.Name) -> ast.AST | None:
        for outer in module.ancestors(node):
            if isinstance(outer, Comprehension) and (outer, node.id) in self._bindings:
                return outer
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return outer if (outer, node.id) in self._bindings else None
        return None

    def _index(self, module: Module) -> None:
        """Note what each name of each function and comprehension of a module is bound to."""
        if module in self._indexed:
            return
        self._indexed.add(module)
        for node in module.nodes(*_BINDERS):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind(module, target, value, node)
                case (
                    ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value)
                ):
                    self._bind(module, target, value, node)
                case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                    self._bind(module, target, value, node)
                case ast.comprehension(target=target, iter=value):
                    self._bind(module, target, value, node)
                case ast.withitem(optional_vars=ast.expr() as target):
                    self._bind(module, target, None, node)
                case ast.arg():
                    function = module.parents[module.parents[node]]
                    self._bindings.setdefault((function, node.arg), []).append((None, node))

    def _bind(self, module: Module, target: ast.expr, value: ast.expr | None, binder: ast.AST) -> None:
        holder: ast.AST | None = module.parents[binder] if isinstance(binder, ast.comprehension) else None
        if holder is None:
            holder = next(
                (
                    outer
                    for outer in module.ancestors(binder)
                    if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                ),
                None,
            )
        if holder is None:
            return
        if isinstance(target, ast.Name):
            self._bindings.setdefault((holder, target.id), []).append((value, binder))
            return
        if isinstance(target, ast.List | ast.Tuple) and len(target.elts) == 1:
            self._bind(module, target.elts[0], value, binder)
            return
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                self._bindings.setdefault((holder, inner.id), []).append((None, binder))


def argument_for(function: Function, call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call passes for a parameter of a function that it calls, where that is written out."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    arguments = function.definition.args
    positional = [parameter.arg for parameter in [*arguments.posonlyargs, *arguments.args]]
    if function.owner is not None and not function.has("builtins.staticmethod"):
        positional = positional[1:]
    if name not in positional or any(isinstance(given, ast.Starred) for given in call.args):
        return None
    index = positional.index(name)
    return call.args[index] if index < len(call.args) else None


def arguments_for(function: Function, call: ast.Call, name: str) -> list[ast.expr]:
    """Return what a call passes for a parameter: several where it is `*args`; a starred one without its star."""
    arguments = function.definition.args
    if arguments.vararg is None or arguments.vararg.arg != name:
        given = argument_for(function, call, name)
        return [] if given is None else [given]
    bound = function.owner is not None and not function.has("builtins.staticmethod")
    rest = call.args[len([*arguments.posonlyargs, *arguments.args]) - bound :]
    return [given.value if isinstance(given, ast.Starred) else given for given in rest]


def named_classes(model: Model, node: ast.expr) -> set[Class]:
    """Return the classes that an expression names; the subclasses' where a base says only `model: type[T]`."""
    found = {value.cls for value in model.values(node) if isinstance(value, ClassValue)}
    if found or not isinstance(node, ast.Attribute):
        return found
    return {
        value.cls
        for owner in model.instances(node.value)
        if isinstance(owner.cls, Class) and any(node.attr in base.declared for base in owner.cls.mro())
        for below in owner.cls.descendants()
        for value in model.flow.places.get((below, node.attr), ())
        if isinstance(value, ClassValue)
    }


def returned(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a function returns, without the functions inside of it."""
    for child in own(node):
        if isinstance(child, ast.Return) and child.value is not None:
            yield child.value


_BEGINS = {"query", "select"}
