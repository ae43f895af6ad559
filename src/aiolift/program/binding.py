"""What calls bind and give back."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Function, Scope
from aiolift.program.evaluation import Evaluation
from aiolift.program.fixtures import fixture_for, may_ask, parametrised
from aiolift.program.library import Call
from aiolift.program.passing import first_star, passed_on, with_receiver
from aiolift.program.promises import believable, says_less
from aiolift.program.values import (
    NOTHING,
    Cell,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    ModuleValue,
    TypeForm,
    instance,
)

if TYPE_CHECKING:
    from aiolift.program.values import Value, Values

#: What an unknown call of an unknown call of … gives says nothing; in a loop such names would grow for ever.
_MOST_CALLS = 3
#: So many of the arguments behind a star are told apart; in `f(*args)` more than a few are all of one kind.
_MOST_REST = 8
#: Containers that methods put something into.
_GROWING = {"builtins.list", "builtins.set", "collections.deque", "contextvars.ContextVar"}
#: What is iterated over, by annotations that say no more.
_ITERATORS = {"builtins.iterator", "builtins.generator"}
#: What a decorated generator function gives when it is called.
_CONTEXT_MANAGERS = {
    "contextlib.contextmanager": "contextlib.contextmanager()",
    "contextlib.asynccontextmanager": "contextlib.asynccontextmanager()",
}


def _runs_when_iterated(value: Value) -> bool:
    """Whether code of the program runs when a value is iterated over."""
    if not isinstance(value, Instance):
        return False
    if isinstance(value.cls, Class):
        return any("__iter__" in cls.methods for cls in value.cls.mro())
    return value.cls == "builtins.generator"


class Binding(Evaluation):
    """Calls of the program's own functions and classes; external ones are asked of the library."""

    def call(
        self, callees: Values, node: ast.Call, arguments: tuple[Values, ...], keywords: dict[str, Values], scope: Scope
    ) -> Values:
        """Return what a call gives, binding its arguments to the parameters of whatever is called."""
        given = [self._called(callee, node, arguments, keywords, scope) for callee in callees]
        return given[0] if len(given) == 1 else NOTHING.union(*given)

    def _called(
        self, callee: Value, node: ast.Call, arguments: tuple[Values, ...], keywords: dict[str, Values], scope: Scope
    ) -> Values:
        if isinstance(callee, External) and callee.name == "builtins.super":
            return self._super(scope)
        if isinstance(callee, External) or (isinstance(callee, Instance) and isinstance(callee.cls, str)):
            return self._external(callee, node, arguments, keywords, scope)
        return self.invoke(callee, arguments, keywords, node)

    def _external(
        self,
        callee: External | Instance,
        node: ast.Call,
        arguments: tuple[Values, ...],
        keywords: dict[str, Values],
        scope: Scope,
    ) -> Values:
        if isinstance(callee, External) and callee.name == "importlib.import_module" and node.args:
            return self._imported_by_name(node.args[0])
        if self.registers(callee, node, arguments):
            return arguments[-1]
        known = self.library.call(callee, Call(node, arguments, keywords, scope, self))
        if known is not None:
            return known
        if isinstance(callee, Instance):
            return NOTHING
        receiver, _, method = callee.name.rpartition(".")
        if receiver == "builtins.list" and method == "sort" and "key" in keywords:
            assert isinstance(callee, External)
            self.apply(keywords["key"], (self.elements(frozenset([callee.receiver] if callee.receiver else ())),), {})
        if receiver in _GROWING and method in {"append", "add", "insert", "appendleft", "set"}:
            self._grow(callee.receiver, arguments[-1] if arguments else NOTHING)
            return NOTHING
        if receiver in {"builtins.list", "builtins.set"} and method in {"extend", "update"}:
            self._grow(callee.receiver, self.elements(arguments[0]) if arguments else NOTHING)
            return NOTHING
        if receiver == "builtins.dict" and method in {"get", "pop", "setdefault"} and callee.receiver is not None:
            more = arguments[1] if len(arguments) > 1 else NOTHING
            if method == "setdefault" and callee.receiver.of and isinstance(callee.receiver.of[-1], Cell):
                self.write(callee.receiver.of[-1], more)
            return (self.content(callee.receiver.of[1]) if len(callee.receiver.of) > 1 else NOTHING) | more
        if receiver == "builtins.dict" and method in {"values", "items"} and callee.receiver is not None:
            held = self.content(callee.receiver.of[1]) if len(callee.receiver.of) > 1 else NOTHING
            pair = instance("builtins.tuple", NOTHING, held)
            return instance("builtins.iterator", held if method == "values" else pair)
        if method[:1].isupper():
            return instance(callee.name)
        return instance(f"{callee.name}()") if callee.name.count("()") < _MOST_CALLS else NOTHING

    def apply(self, callees: Values, arguments: tuple[Values, ...], keywords: dict[str, Values]) -> Values:
        """Return what values give when they are called with these arguments."""
        outside = frozenset(callee for callee in callees if isinstance(callee, External))
        own = (self.invoke(callee, arguments, keywords) for callee in callees - outside)
        return self.call_unknown(outside).union(*own)

    def _imported_by_name(self, name: ast.expr) -> Values:
        """Return the modules that `import_module` can give for a literal, or for an f-string with unknown parts."""
        parts = name.values if isinstance(name, ast.JoinedStr) else [name]
        known = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        if all(part is None for part in known):
            return NOTHING
        pattern = "".join(re.escape(str(part)) if part is not None else r"[^.]+" for part in known)
        return frozenset(ModuleValue(module) for module in self.program.matching(pattern))

    def _grow(self, container: Instance | None, values: Values) -> None:
        if container is not None and container.of and isinstance(container.of[-1], Cell):
            self.write(container.of[-1], values)

    def _super(self, scope: Scope) -> Values:
        function = scope.function
        while function is not None and function.owner is None:
            function = function.parent.function if function.parent is not None else None
        if function is None or function.owner is None:
            return NOTHING
        owner = function.owner
        bases: set[Value] = {Instance(base) for base in owner.bases}
        own = set(owner.mro())
        for cls in owner.descendants():  # a mixin's super() is what stands behind it in the classes that mix it in
            order = cls.mro()
            behind = next((found for found in order[order.index(owner) + 1 :] if found not in own), None)
            if behind is not None:
                bases.add(Instance(behind))
        return frozenset(bases | {Instance(name) for name in function.owner.external_bases})

    def call_unknown(self, callees: Values) -> Values:
        """Return what values give when somebody calls them with arguments that are not known."""
        found: set[Value] = set()
        for callee in callees:
            if not isinstance(callee, External):
                found |= self.invoke(callee, (), {})
            elif callee.name.rpartition(".")[2][:1].isupper():
                found.add(Instance(callee.name))
        return frozenset(found)

    def call_method(self, receiver: Instance, name: str) -> Values:
        """Return what a method of an instance gives, without arguments."""
        assert isinstance(receiver.cls, Class)
        return self.call_unknown(
            frozenset(value for value in self.member(receiver.cls, name, receiver) if isinstance(value, FunctionValue))
        )

    def invoke(
        self, callee: Value, arguments: tuple[Values, ...], keywords: dict[str, Values], node: ast.Call | None = None
    ) -> Values:
        """Call a function or class of the program."""
        match callee:
            case FunctionValue(function, receiver, wrapped):
                placed = arguments[: first_star(node.args)] if node is not None else arguments
                self._bind(function, receiver, placed, keywords)
                if wrapped is not None:
                    self._pass_on(callee, placed, keywords, frozenset())
                    return self.returned(wrapped, receiver) or self.returned(function, receiver)
                return self.returned(function, receiver)
            case ClassValue(cls):
                return self._construct(cls, arguments, keywords)
            case Instance(Class() as cls):
                found: set[Value] = set()
                for method in self.member(cls, "__call__", callee):
                    if isinstance(method, FunctionValue):
                        found |= self.invoke(method, arguments, keywords, node)
                return frozenset(found)
            case Instance("functools.partial", of=(inner, *bound)):
                given = ((NOTHING,) * len(bound)) + arguments
                return frozenset().union(*(self.invoke(value, given, keywords) for value in self.content(inner)))
        return NOTHING

    def _pass_on(
        self, callee: FunctionValue, given: tuple[Values, ...], keywords: dict[str, Values], seen: frozenset[Function]
    ) -> None:
        """Bind the parameters of what a wrapper wraps, which can be a wrapper again."""
        wrapper, receiver, wrapped = callee.function, callee.receiver, callee.wrapped
        passed = passed_on(wrapper, receiver, given)
        for inner in self.read((wrapper, "wraps", wrapped)):
            if isinstance(inner, FunctionValue) and inner.function not in seen:
                self._bind(inner.function, receiver, passed, keywords)
                if inner.wrapped is not None:
                    outer = FunctionValue(inner.function, receiver, inner.wrapped)
                    self._pass_on(outer, passed, keywords, seen | {wrapper})

    def _construct(self, cls: Class, arguments: tuple[Values, ...], keywords: dict[str, Values]) -> Values:
        made = Instance(cls)
        initialisers = [value for value in self.member(cls, "__init__", made) if isinstance(value, FunctionValue)]
        for method in initialisers:
            self._bind(method.function, made, arguments, keywords)
        if not initialisers:
            for name, values in [*zip(cls.annotated, arguments, strict=False), *keywords.items()]:
                self.write((cls, "self", name), values)
        return frozenset([made])

    def _bind(
        self,
        function: Function,
        receiver: Value | None,
        arguments: tuple[Values, ...],
        keywords: dict[str, Values],
    ) -> None:
        definition = function.definition
        positional = [*definition.args.posonlyargs, *definition.args.args]
        if receiver is not None and (positional or definition.args.vararg is None):
            positional = positional[1:]
        elif receiver is not None:  # `def wrapper(*args)` around a method: args[0] is its self
            arguments = (frozenset([receiver]), *arguments)
        for parameter, values in zip(positional, arguments, strict=False):
            self.write((function, "given", parameter.arg), values)
        if definition.args.vararg is not None:
            for index, values in enumerate(arguments[len(positional) :][:_MOST_REST]):
                self.write((function, "rest", index), values)
        names = {parameter.arg for parameter in function.parameters} if keywords else ()
        for name, values in keywords.items():
            if name in names:
                self.write((function, "given", name), values)

    def enter(self, function: Function) -> None:
        """Bind the parameters of a function, before its body runs."""
        arguments = function.definition.args
        outer = function.parent or function
        if not isinstance(function.definition, ast.Lambda):
            self.annotation(function.definition.returns, outer)
        positional = [*arguments.posonlyargs, *arguments.args]
        is_method = function.owner is not None and not self.carries(function, "builtins.staticmethod")
        if is_method and positional and not isinstance(function.node, ast.Lambda):
            first = positional.pop(0)
            assert function.owner is not None
            by_class = self.carries(function, "builtins.classmethod") or function.name in {
                "__new__",
                "__init_subclass__",
            }
            itself: Value = ClassValue(function.owner) if by_class else Instance(function.owner)
            made = [cls for meta in (function.owner, *function.owner.descendants()) for cls in meta.made]
            self.write((function, first.arg), frozenset(map(ClassValue, made)) or frozenset([itself]))
        defaults: dict[str, ast.expr] = {}
        for parameter, default in zip(
            reversed([*arguments.posonlyargs, *arguments.args]), reversed(arguments.defaults), strict=False
        ):
            defaults[parameter.arg] = default
        for parameter, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if keyword_default is not None:
                defaults[parameter.arg] = keyword_default
        for parameter in [*positional, *arguments.kwonlyargs]:
            values = self._parameter(function, parameter, defaults.get(parameter.arg), outer)
            self.write((function, parameter.arg), values)
            self.nodes[parameter] = self.places.get((function, parameter.arg), NOTHING)
        if arguments.vararg is not None:
            rest = [self.read((function, "rest", index)) for index in range(_MOST_REST)]
            while rest and not rest[-1]:
                rest.pop()
            self.write((function, arguments.vararg.arg), instance("builtins.tuple", *rest))

    def _parameter(self, function: Function, parameter: ast.arg, default: ast.expr | None, outer: Scope) -> Values:
        promised = self.annotation(parameter.annotation, outer)
        initial = self.eval(default, outer) if default is not None else NOTHING
        provided = self.provided(initial)
        if not provided and promised:
            self._provide_class(initial, promised)
        source = fixture_for(self.program, function, parameter.arg) if promised or provided else None
        given = self.read((function, "given", parameter.arg))
        given |= {value for value in initial if isinstance(value, ClassValue | FunctionValue)}  # who leaves it out
        given |= self.fixture(source) if source is not None else NOTHING
        if promised:
            promised = self.believed(promised, lambda: given | provided)
            if not promised:
                return NOTHING
            provided = believable(provided, promised, self.settled)
        found = promised | provided
        if any(isinstance(value, Instance) and isinstance(value.cls, Class) for value in found) or not found:
            found |= given
        else:  # the annotation of an external class says less than what callers give: `query: Query`
            bare = {value.cls for value in found if isinstance(value, Instance) and says_less(value)}
            found |= {value for value in given if isinstance(value, Instance) and value.cls in bare}
            iterated = any(isinstance(value, Instance) and value.cls in _ITERATORS for value in found)
            if iterated and any(_runs_when_iterated(value) for value in given):
                found |= given  # `rows: Iterable[Row]`
        if not found:
            found = initial
            if function.owner is not None and parameter in function.definition.args.args:
                position = function.definition.args.args.index(parameter)
                for base in function.owner.externals():
                    found |= self.library.parameter(base, function.name, position)
            for argument in parametrised(function, parameter.arg):
                found |= self.eval(argument, outer)
            source = None if found else fixture_for(self.program, function, parameter.arg)
            if source is not None and source is not function:
                found |= self.fixture(source)
            if not found and default is None and may_ask(function):
                found = self.library.fixture(parameter.arg)
        return found

    def fixture(self, source: Function) -> Values:
        """Return what pytest passes of a fixture."""
        found: set[Value] = set()
        for value in self.returned(source, None):
            if isinstance(value, Instance) and value.cls in {"builtins.generator", "typing.AsyncGenerator"}:
                found |= self.elements(frozenset([value]))
            elif isinstance(value, Instance) and value.cls == "typing.Coroutine" and value.of:
                found |= self.content(value.of[0])
            else:
                found.add(value)
        return frozenset(found)

    def provided(self, values: Values) -> Values:
        """Return what FastAPI passes for a parameter whose default or metadata is `Depends(…)`."""
        found: set[Value] = set()
        for value in values:
            if isinstance(value, Instance) and value.cls == "fastapi.Depends" and value.of:
                for given in self.call_unknown(self.content(value.of[0])):
                    if isinstance(given, Instance) and given.cls in {
                        "builtins.generator",
                        "builtins.iterator",
                        "typing.AsyncGenerator",
                    }:
                        found |= self.elements(frozenset([given]))
                    elif isinstance(given, Instance) and given.cls == "typing.Coroutine" and given.of:
                        found |= self.content(given.of[0])
                    else:
                        found.add(given)
        return frozenset(found)

    def _provide_class(self, initial: Values, promised: Values) -> None:
        """`service: Service = Depends()` constructs the annotated class."""
        if any(isinstance(value, Instance) and value.cls == "fastapi.Depends" for value in initial):
            for value in promised:
                if isinstance(value, Instance) and isinstance(value.cls, Class):
                    self._construct(value.cls, (), {})

    def returned(self, function: Function, receiver: Value | None) -> Values:
        """Return what a call of a function gives, as far as its body and annotation tell."""
        definition = function.definition
        promised = (
            NOTHING
            if isinstance(definition, ast.Lambda)
            else self.annotation(definition.returns, function.parent or function)
        )
        if promised and any(isinstance(value, TypeForm) for value in promised):
            promised = NOTHING
        if function.is_generator:
            items = self.read((function, "yield")) | self.elements(promised)
            origin = frozenset([FunctionValue(function)])  # whoever consumes it must know whose body runs then
            for name, made in _CONTEXT_MANAGERS.items():
                if self.carries(function, name):
                    return instance(made, items, origin)
            return instance("typing.AsyncGenerator" if function.is_async else "builtins.generator", items, origin)
        found = believable(self.read((function, "return")), promised, self.settled) | promised
        if isinstance(receiver, Instance):
            found = self.substituted(function, receiver) or found
        found = with_receiver(found, function, receiver)
        return instance("typing.Coroutine", found) if function.is_async else found

    def entered(self, managers: Values) -> Values:
        """Return what `with` binds."""
        found: set[Value] = set()
        for value in managers:
            if not isinstance(value, Instance):
                continue
            if isinstance(value.cls, Class):
                found |= self.call_method(value, "__enter__") | self._awaited(value, "__aenter__")
                if not any(name in cls.methods for cls in value.cls.mro() for name in ("__enter__", "__aenter__")):
                    found.add(value)
                continue
            if value.cls in _CONTEXT_MANAGERS.values():
                found |= self.content(value.of[0]) if value.of else NOTHING
                continue
            known = self.library.entered(value)
            found |= known if known is not None else {value}
        return frozenset(found)

    def _awaited(self, value: Instance, name: str) -> Values:
        found: set[Value] = set()
        for given in self.call_method(value, name):
            if isinstance(given, Instance) and given.cls == "typing.Coroutine" and given.of:
                found |= self.content(given.of[0])
        return frozenset(found)
