"""What becomes of a coroutine: whether an await, a task or a gather is reached from where it is made."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.uses import Uses
from aiolift.knowledge.coroutines import PASSING, takes_coroutine
from aiolift.program.fixtures import is_fixture, is_test
from aiolift.program.values import ClassValue, External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function, Scope
    from aiolift.program.source import Module

#: A use that neither awaits nor spoils: `if tasks:`, `tasks.append(…)`.
NEUTRAL = ""
_GROWS = frozenset({"append", "appendleft", "add", "insert", "put", "put_nowait"})
_KEEPS = frozenset({"clear", "extend", "update", "remove", "sort", "reverse", *_GROWS})
_GIVES_SEVERAL = frozenset({"values", "items", "copy"})
_GIVES_ONE = frozenset({"pop", "popleft", "popitem", "get", "setdefault"})
_OF_COROUTINE = frozenset(
    {"close", "send", "throw", "cr_frame", "cr_running", "cr_await", "add_done_callback", "cancel", "__await__"}
)


class Fates:
    """Follows coroutines through the program of `model`.

    A fate is None where the coroutine is awaited or taken care of; else the words for what happens to it, or `NEUTRAL`.

    :param enterable: what is followed may be entered in place of being awaited, as `engine.connect()`.
    """

    def __init__(self, model: Model, *, enterable: bool = False) -> None:
        self.model = model
        self._enterable = enterable
        self._uses = Uses(model)
        self._known: dict[tuple[object, bool], str | None] = {}

    def of(self, module: Module, node: ast.AST, *, several: bool) -> str | None:
        """Return the fate of the coroutine that an expression gives.

        :param several: the expression gives an iterable of coroutines.
        """
        return self._once((node, several), lambda: self._of(module, node, several))

    def _once(self, key: tuple[object, bool], follow: Callable[[], str | None]) -> str | None:
        """Follow something once; what leads back to itself is neutral."""
        if key not in self._known:
            self._known[key] = NEUTRAL
            self._known[key] = follow()
        return self._known[key]

    def _of(self, module: Module, node: ast.AST, several: bool) -> str | None:
        parent = module.parents[node]
        match parent:
            case ast.Await():
                return "is a collection, of which the await awaits nothing" if several else None
            case ast.Expr():
                return "nobody awaits"
            case ast.Lambda():
                return None  # whoever calls it is a site of its own
            case ast.Return():
                return self._returned(module, node, several)
            case ast.Yield():
                return None if several else "is yielded"
            case ast.Assign(targets=targets):
                return self._assigned(module, targets, several)
            case ast.AnnAssign(target=target):
                return self._assigned(module, [target], several)
            case ast.NamedExpr(target=target):
                return _best([self.of(module, parent, several=several), self._assigned(module, [target], several)])
            case ast.IfExp(test=test) if test is not node:
                return self.of(module, parent, several=several)
            case ast.BoolOp(values=[*_, last]) if several or last is node:
                return self.of(module, parent, several=several)
            case ast.Call() if parent.func is not node:
                return self._argument(module, parent, node, None, several)
            case ast.keyword(arg=name):
                call = module.parents[parent]
                return (
                    self._argument(module, call, node, name, several)
                    if isinstance(call, ast.Call)
                    else "is a class argument"
                )
            case ast.Attribute(attr=attr):
                return self._attribute(module, parent, attr, several)
        return self._collected(module, parent, node, several)

    def _collected(self, module: Module, parent: ast.AST, node: ast.AST, several: bool) -> str | None:
        match parent:
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                return self._element(module, parent, node, several)
            case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element) if (
                element is node
            ):
                return self.of(module, parent, several=True)
            case ast.DictComp(value=value) if value is node:
                return self.of(module, parent, several=True)
            case ast.Starred() if several:
                return self.of(module, parent, several=True)
            case ast.Subscript(value=value) if several and value is node:
                return self.of(module, parent, several=isinstance(parent.slice, ast.Slice))
            case ast.AugAssign(target=target) if several:
                return self._target(module, target, several=True)
            case ast.BinOp() if several:
                return self.of(module, parent, several=True)
            case ast.For(iter=source, target=target) | ast.comprehension(iter=source, target=target) if (
                several and source is node
            ):
                return self._bound(module, target)
            case ast.comprehension(ifs=conditions) if node in conditions:
                return "is used as a condition"
            case ast.If() | ast.While() | ast.UnaryOp() | ast.Compare() if several:
                return NEUTRAL
            case ast.withitem() if self._enterable:
                return None
        return _misuse(parent)

    def _element(self, module: Module, parent: ast.AST, node: ast.AST, several: bool) -> str | None:
        """An element of a display: bound one by one by `a, b = f(), g()`, else part of a collection."""
        statement = module.parents[parent]
        if isinstance(parent, ast.Tuple) and isinstance(statement, ast.Assign) and not isinstance(node, ast.Starred):
            for target in statement.targets:
                if isinstance(target, ast.Tuple) and len(target.elts) == len(parent.elts):
                    return self._assigned(module, [target.elts[parent.elts.index(node)]], several)  # type: ignore[arg-type]
        return self.of(module, parent, several=True)

    def _attribute(self, module: Module, parent: ast.Attribute, attr: str, several: bool) -> str | None:
        if not several:
            return (
                None
                if attr in _OF_COROUTINE or (self._enterable and attr in {"start", "__aenter__"})
                else f"has no attribute {attr!r}"
            )
        call = module.parents[parent]
        if attr in _KEEPS:
            return NEUTRAL
        if attr in _GIVES_ONE | _GIVES_SEVERAL and isinstance(call, ast.Call):
            return self.of(module, call, several=attr in _GIVES_SEVERAL)
        return f"has no attribute {attr!r}"

    def _returned(self, module: Module, node: ast.AST, several: bool) -> str | None:
        function = self.model.function(module, node)
        if function is None:
            return None
        if several:
            sites = self.model.callers.get(function, ())
            if sites:
                return _best([self.of(site.module, site.node, several=True) for site in sites])
            return "is part of what a library is given" if called_by_library(function) else None
        return "is returned by an async function, which gives a coroutine of a coroutine" if function.is_async else None

    # -- where it is kept ----------------------------------------------------------------------------------------------

    def _assigned(self, module: Module, targets: Iterable[ast.expr], several: bool) -> str | None:
        return _best([self._target(module, target, several) for target in targets])

    def _bound(self, module: Module, target: ast.expr) -> str | None:
        names = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        return _best([self._target(module, name, several=False) for name in names])

    def _target(self, module: Module, target: ast.expr, several: bool) -> str | None:
        match target:
            case ast.Name(id=name):
                holder = self._uses.holder(module, target, name)
                return self._place(module, holder, name, several) if holder is not None else None
            case ast.Attribute(attr=attr):
                return _best([self.of(where, read, several=several) for where, read in self._uses.of_attribute(attr)])
            case ast.Subscript(value=ast.Name(id=name) as owner):
                holder = self._uses.holder(module, owner, name)
                return self._place(module, holder, name, several=True) if holder is not None else None
            case ast.Tuple() | ast.List() if several:
                return self._bound(module, target)
            case ast.Tuple() | ast.List():
                return "is unpacked"
        return None  # kept in a place that is not followed

    def _place(self, module: Module, holder: Scope, name: str, several: bool) -> str | None:
        """Return the fate of what a name holds: that of its best use."""
        key = (holder, name)

        def follow() -> str | None:
            return _best([self.of(module, use, several=several) for use in self._uses.of_name(module, holder, name)])

        return self._once((key, several), follow)

    # -- whom it is given to -------------------------------------------------------------------------------------------

    def _argument(self, module: Module, call: ast.Call, node: ast.AST, name: str | None, several: bool) -> str | None:
        values = self.model.values(call.func)
        names = [value.name for value in values if isinstance(value, External)]
        own: str = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
        if any(takes_coroutine(one) for one in names or [own]) or self._is_run_elsewhere(call):
            return None
        if PASSING.intersection(names):
            return self.of(module, call, several=several or "typing.cast" not in names)
        if own in _GROWS and isinstance(call.func, ast.Attribute):
            return self._target(module, call.func.value, several=True)
        if own in {"extend", "update"} and several and isinstance(call.func, ast.Attribute):
            return self._target(module, call.func.value, several=True)
        if several and own in {"len", "print", "bool"}:
            return NEUTRAL
        followed = [
            self._parameter(function, bound, call, node, name, several) for function, bound in self._targets(values)
        ]
        fate = _best(followed) if followed else "nothing is known of it"
        return fate if fate in {None, NEUTRAL} else f"is given to {own or 'a call'}()"

    def _is_run_elsewhere(self, call: ast.Call) -> bool:
        """`to_thread(asyncio.run, f())`: another argument takes the coroutine."""
        return any(
            isinstance(value, External) and value.name == "asyncio.run"
            for argument in call.args
            for value in self.model.values(argument)
        )

    def _targets(self, values: Iterable[object]) -> list[tuple[Function, bool]]:
        found: list[tuple[Function, bool]] = []
        for value in values:
            if isinstance(value, FunctionValue):
                found.append((value.function, value.receiver is not None))
            elif isinstance(value, ClassValue):
                methods = (cls.methods.get("__init__") for cls in value.cls.mro())
                found += [(method, True) for method in methods if method is not None][:1]
        return found

    def _parameter(
        self, function: Function, bound: bool, call: ast.Call, node: ast.AST, name: str | None, several: bool
    ) -> str | None:
        """Return the fate of a parameter of a function of the program."""
        arguments = function.definition.args
        if name is None:
            positional = [*arguments.posonlyargs, *arguments.args][bound:]
            number = call.args.index(node) if node in call.args else len(positional)
            if number < len(positional):
                name = positional[number].arg
        if name is None or name not in {parameter.arg for parameter in function.parameters}:
            return None  # in *args or **kwargs
        return self._place(function.module, function, name, several)


def called_by_library(function: Function) -> bool:
    """Whether FastAPI or pytest calls a function, as its decorators and its name say."""
    return (
        is_test(function)
        or is_fixture(function)
        or any(name.startswith(("fastapi.", "starlette.", "flask.")) for name in function.decorators)
    )


def _best(fates: list[str | None]) -> str | None:
    """One await is enough; else the first use that spoils it."""
    if None in fates:
        return None
    return next((fate for fate in fates if fate != NEUTRAL), "nobody awaits" if not fates else NEUTRAL)


def _misuse(parent: ast.AST) -> str:
    """Say what a coroutine is used as."""
    match parent:
        case ast.If() | ast.While() | ast.Assert() | ast.IfExp() | ast.BoolOp() | ast.UnaryOp() | ast.match_case():
            return "is used as a condition"
        case ast.Compare() | ast.BinOp() | ast.AugAssign():
            return "is used as a value"
        case ast.For() | ast.AsyncFor() | ast.comprehension() | ast.Starred() | ast.YieldFrom():
            return "is iterated over"
        case ast.withitem():
            return "is entered"
        case ast.FormattedValue():
            return "is formatted as text"
        case ast.Subscript():
            return "has no items"
        case ast.Call():
            return "is called"
    return "is used as a value"
