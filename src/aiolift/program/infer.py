"""The flow of values through a whole program, until nothing new flows.

Flow-insensitive within a function, context-insensitive between functions: enough to know which expression is a session,
and small enough to read. Parameters without an annotation get their values from the call sites.
"""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from aiolift.program.binding import Binding
from aiolift.program.dispatch import Dispatch
from aiolift.program.expressions import Expressions
from aiolift.program.generics import Generics
from aiolift.program.statements import Statements
from aiolift.program.values import NOTHING, ClassValue, External, FunctionValue, ModuleValue, light

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from aiolift.program.entities import Class, Function, Scope
    from aiolift.program.library import Library
    from aiolift.program.oracle import Oracle
    from aiolift.program.program import Program
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values


class _Place:
    """What a place holds so far, and who reads it.

    :ivar run: the run of a scope that read it last.
    """

    __slots__ = ("readers", "run", "values")

    def __init__(self) -> None:
        self.values: Values = NOTHING
        self.readers: dict[Scope, None] = {}
        self.run = 0


#: More alternatives than this say nothing; a place keeps the first ones it saw.
_MOST = 40
#: Values made of more values than this say nothing either, beyond their first level.
_HEAVIEST = 50


class Flow(Expressions, Statements, Binding, Generics, Dispatch):
    """The values of every expression of `program`.

    :param library: what is known of external code.
    :param oracle: a type checker to ask where the flow itself knows nothing, or None.
    :param progress: called once per function whose values are known for the first time.
    :param order: the modules in the order in which to begin, where it is not the program's own.
    """

    def __init__(
        self,
        program: Program,
        library: Library,
        oracle: Oracle | None = None,
        progress: Callable[[], None] = lambda: None,
        order: Sequence[Module] | None = None,
    ) -> None:
        self.program = program
        self.library = library
        self.oracle = oracle
        self.nodes: dict[ast.AST, Values] = {}
        self.places: dict[Hashable, Values] = {}
        self._places: defaultdict[Hashable, _Place] = defaultdict(_Place)  # by name, those that hold nothing too
        self._waiting: deque[Scope] = deque()
        self._queued: set[Scope] = set()
        self._current: Scope | None = None
        self._run = 0  # the number of the current run of a scope
        self._late: dict[Scope, None] = {}
        self._is_settled = oracle is not None  # an oracle knows more than what a library supposes
        self._reads: dict[_Place, int] = {}  # what the current step has read, and how many values there were
        self._done: dict[Hashable, dict[_Place, int]] = {}
        self._progress = progress
        self._seen: set[Scope] = set()
        self.variables = {}
        self.sources = {}
        self.parameters: dict[Class, tuple[str, ...]] = {}
        self._link_classes()
        self._declare_generators()
        ranks = {module: rank for rank, module in enumerate(program.modules if order is None else order)}
        for module in ranks:
            self._enqueue(program.scopes[module.tree])
        for function in sorted(program.functions, key=lambda one: (_waits(one), ranks[one.module])):
            self._enqueue(function)
        self._settle()
        self._is_settled = True
        for scope in self._late:
            self._enqueue(scope)
        self._settle()

    # -- the fixpoint --------------------------------------------------------------------------------------------------

    def _enqueue(self, scope: Scope) -> None:
        if scope not in self._queued:
            self._queued.add(scope)
            self._waiting.append(scope)

    def _settle(self) -> None:
        while self._waiting:
            scope = self._waiting.popleft()
            self._queued.discard(scope)
            self._current = scope
            self._run += 1
            self.run(scope)
            if scope not in self._seen:
                self._seen.add(scope)
                self._progress()
        self._current = None
        self.changed()

    def changed(self) -> None:
        """Forget what was done: something other than a place has changed."""
        self._done.clear()

    def is_done(self, step: Hashable) -> bool:
        """Whether a step of a scope was done before, and all that it read then is as it was."""
        reads = self._done.get(step)
        if reads is None:
            return False
        for place, count in reads.items():
            if len(place.values) != count:
                return False
        run = self._run
        for place in reads:
            place.run = run
        return True

    def step(self, step: Hashable) -> None:
        """Begin a step of a scope, as a statement: what is read until the next one decides whether it is done again."""
        self._reads = self._done[step] = {}

    def read(self, place: Hashable) -> Values:
        """Return what a place holds so far; the reader runs again when it grows."""
        found = self._places[place]
        if found.run != self._run and self._current is not None:
            found.run = self._run
            found.readers[self._current] = None
        values = found.values
        if found not in self._reads:
            self._reads[found] = len(values)
        return values

    def carries(self, function: Function, *decorators: str) -> bool:
        """Whether a function carries one of these external decorators; a step that asks is done again with others."""
        if getattr(function.node, "decorator_list", None):
            place = self._places[function, "decorators"]
            self._reads.setdefault(place, len(place.values))
        return function.has(*decorators)

    def decorated(self, function: Function, decorators: list[str]) -> None:
        """Note the external decorators of a function."""
        if function.decorators != decorators:
            function.decorators = decorators
            self.write((function, "decorators"), frozenset(map(External, decorators)))

    def settled(self) -> bool:
        """Whether all is known that flows by itself; a scope that asks before runs again then."""
        if not self._is_settled and self._current is not None:
            self._late[self._current] = None
            return False
        return True

    def write(self, place: Hashable, values: Values) -> None:
        """Add values to a place."""
        if not values:
            return
        found = self._places[place]
        old = found.values
        if values <= old:
            return
        new = old | light(values, _HEAVIEST)
        if len(new) == len(old) or len(old) >= _MOST:
            return
        found.values = self.places[place] = new
        for reader in found.readers:
            if reader is not self._current or found.run == self._run:  # else it has yet to read it
                self._enqueue(reader)

    # -- what others ask -----------------------------------------------------------------------------------------------

    def values(self, node: ast.AST) -> Values:
        """Return what an expression can be; nothing where that is unknown."""
        return self.nodes.get(node, NOTHING)

    def _link_classes(self) -> None:
        """Find the bases of every class, before values flow."""
        for cls in self.program.classes:
            for base in cls.node.bases:  # type: ignore[attr-defined]
                name = base.value if isinstance(base, ast.Subscript) else base
                for value in self.static(name, cls.parent or cls):
                    if isinstance(value, ClassValue):
                        cls.bases.append(value.cls)
                        value.cls.subclasses.append(cls)
                    elif isinstance(value, External):
                        cls.external_bases.append(value.name)
            for keyword in cls.node.keywords:  # type: ignore[attr-defined]
                for value in self.static(keyword.value, cls.parent or cls) if keyword.arg == "metaclass" else ():
                    if isinstance(value, ClassValue):
                        cls.metaclass = value.cls
                        value.cls.made.append(cls)

    def _declare_generators(self) -> None:
        """A method without a body gives a generator where a method that overrides it does."""
        for cls in self.program.classes:
            for name, method in cls.methods.items() if cls.subclasses else ():
                if not method.is_generator and not method.is_async and _is_bare(method):
                    overriding = (heir.methods[name] for heir in cls.descendants() if name in heir.methods)
                    method.is_declaration = any(one.is_generator and not one.is_async for one in overriding)
                    method.is_generator = method.is_declaration

    def static(self, node: ast.expr, scope: Scope) -> Values:
        """Resolve a name by definitions and imports alone."""
        return self._static(node, scope, set())

    def _static(self, node: ast.expr, scope: Scope, seen: set[tuple[Scope, str]]) -> Values:
        if isinstance(node, ast.Attribute):
            found: set[Value] = set()
            for owner in self._static(node.value, scope, seen):
                if isinstance(owner, ModuleValue):
                    found |= self._static_name(node.attr, self.program.scopes[owner.module.tree], seen)
                elif isinstance(owner, External):
                    found.add(External(self.library.canonical(f"{owner.name}.{node.attr}")))
            return frozenset(found)
        if isinstance(node, ast.Name):
            holder = scope.holder(node.id)
            return frozenset(self._static_name(node.id, holder, seen)) if holder else NOTHING
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = self._static(node.func, scope, seen)
            found = {External(f"{value.name}()") for value in called if isinstance(value, External)}
            for keyword in node.keywords if found else ():  # declarative_base(cls=Model): Model is a base, too
                if keyword.arg == "cls":
                    found |= self._static(keyword.value, scope, seen)
            return frozenset(found)
        return NOTHING

    def _static_name(self, name: str, scope: Scope, seen: set[tuple[Scope, str]]) -> set[Value]:
        if (scope, name) in seen:
            return set()
        seen.add((scope, name))
        found: set[Value] = set()
        body = getattr(scope.node, "body", [])
        for statement in _flat(body if isinstance(body, list) else []):
            if isinstance(statement, ast.ClassDef) and statement.name == name:
                found.add(ClassValue(self.program.scopes[statement]))  # type: ignore[arg-type]
            elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == name:
                found.add(FunctionValue(self.program.scopes[statement]))  # type: ignore[arg-type]
            elif isinstance(statement, ast.ImportFrom):
                for alias in statement.names:
                    if (alias.asname or alias.name) == name or alias.name == "*":
                        found |= self._static_import(statement, name if alias.name == "*" else alias.name, scope, seen)
            elif isinstance(statement, ast.Import):
                for alias in statement.names:
                    if (alias.asname or alias.name.partition(".")[0]) == name:
                        found |= self.imported(alias, scope.module)
            elif isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets
            ):
                found |= self._static(statement.value, scope, seen)
        return found

    def _static_import(
        self, statement: ast.ImportFrom, name: str, scope: Scope, seen: set[tuple[Scope, str]]
    ) -> set[Value]:
        source = self.import_source(statement, scope.module)
        if isinstance(source, str):
            return {External(self.library.canonical(f"{source}.{name}"))} if source else set()
        found = self._static_name(name, self.program.scopes[source.tree], seen) if source else set()
        if not found and source is not None and (sub := self.submodule(source, name)):
            found = {ModuleValue(sub)}
        return found


def _is_bare(function: Function) -> bool:
    """Whether a body does nothing: a docstring, `...`, `pass`, `raise NotImplementedError`."""
    body = getattr(function.node, "body", None)
    return isinstance(body, list) and all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (isinstance(one, ast.Raise) and one.exc is not None and "NotImplementedError" in ast.unparse(one.exc))
        for one in body
    )


def _waits(function: Function) -> bool:
    """Whether a function has parameters of which only its callers know something: it is run when they have been."""
    own = function.parameters[1:] if function.owner is not None else function.parameters
    return any(parameter.annotation is None for parameter in own)


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements of a body with those inside of `if` and `try`, but not of functions and classes."""
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody"):
                found += _flat(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                found += _flat(handler.body)
    return found
