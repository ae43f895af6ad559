"""Which functions become async, and why: from the I/O up through every caller.

A function that does I/O is coloured, and then whoever calls it, whoever overrides it, and whatever else can be called
in the same place. Each coloured function remembers the one site that coloured it, so that a chain down to the I/O can
be told.
"""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.applications import application
from aiolift.analysis.lambdas import convertible
from aiolift.analysis.pass_through import decorator_of
from aiolift.analysis.sessions.opened_sessions import opened_by_next
from aiolift.program.entities import Class, Function
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module


@dataclass(frozen=True, eq=False)
class Seed:
    """A place that does I/O.

    :param node: the call, statement or attribute that does it.
    :param function: the function whose body it runs in, or None for a module's own code.
    :param rule: the rewrite that converts it.
    """

    module: Module
    node: ast.AST
    function: Function | None
    rule: str


@dataclass(frozen=True, eq=False)
class Cause:
    """Why a function is async: the node in it, and the function called or consumed there (None: the I/O itself)."""

    module: Module
    node: ast.AST
    callee: Function | None


class Kind(Enum):
    """What calling a function gives once it is async."""

    COROUTINE = "coroutine"
    GENERATOR = "async generator"
    CONTEXT_MANAGER = "async context manager"


@dataclass(frozen=True, eq=False)
class Blocked:
    """A place that needs an await where none can stand.

    :param function: the function that cannot be async, or None for a module's or class's own code.
    :param callee: the async function that is called there, or None for I/O itself.
    :param reason: a key of `aiolift.knowledge.barriers`.
    """

    module: Module
    node: ast.AST
    function: Function | None
    callee: Function | None
    reason: str


_CONTEXT_MANAGER = "contextlib.contextmanager"
_ENTERING = ("__enter__", "__exit__")
_ITERATING = ("__iter__", "__next__")


class Colour:
    """The functions that become async.

    :param seeds: the I/O.
    :param barriers: gives the reason why a function cannot be async, or None; called with None for a module's own code.
    :param islands: functions that SQLAlchemy runs with sync objects: what they do stays sync.
    :param commands: functions that run an event loop of their own in the result: whoever calls them awaits nothing.
    """

    def __init__(
        self,
        model: Model,
        seeds: Iterable[Seed],
        barriers: dict[Function, str],
        islands: set[Function],
        commands: Collection[Function] = (),
    ) -> None:
        self.model = model
        self.causes: dict[Function, Cause] = {}
        self.blocked: list[Blocked] = []
        self._barriers = barriers
        self.islands = islands
        self.commands = commands
        self._waiting: deque[tuple[Function, Cause]] = deque()
        self._consumers = self._find_consumers()
        self._applications = self._find_applications()
        #: wrappers of decorators that wrap async functions and others, with the calls of what they wrap
        self.branching: dict[Function, list[Site]] = {}
        self._passing = dict.fromkeys(site for site in model.sites if decorator_of(model, site) is not None)
        self._wrappers = {site.function for site in self._passing}
        self._seen: set[tuple[ast.AST, Function | None]] = set()
        self.seeds = tuple(seed for seed in seeds if seed.function not in islands)
        for seed in self.seeds:
            self._need(seed.module, seed.node, seed.function, None)
        self._spread()
        while self._wrap():
            self._spread()

    # -- what others ask -----------------------------------------------------------------------------------------------

    def __contains__(self, function: object) -> bool:
        """Whether a function is async in the result."""
        return isinstance(function, Function) and (function in self.causes or function.is_async)

    def changes(self, function: Function | None) -> bool:
        """Whether a function becomes async by the migration."""
        return function is not None and function in self.causes and not function.is_async

    def kind(self, function: Function) -> Kind:
        """Return what calling a function gives once it is async."""
        if function.is_generator:
            return Kind.CONTEXT_MANAGER if function.has(_CONTEXT_MANAGER) else Kind.GENERATOR
        return Kind.COROUTINE

    def awaited(self, site: Site) -> bool:
        """Whether a call gives a coroutine in the result that it did not give before."""
        return any(
            self.changes(target) and self.kind(target) is Kind.COROUTINE and not self.runs_loop(target, site)
            for target in site.targets
        )

    def runs_loop(self, target: Function, site: Site) -> bool:
        """Whether a call runs a command, which stays a plain function outside; its own decorators see the async one."""
        return target in self.commands and not decorates(self.model, site.function, target)

    @property
    def places(self) -> set[ast.AST]:
        """What needs an await: I/O, and calls, reads and loops of what is async now."""
        return {node for node, _ in self._seen}

    def consumes(self, node: ast.AST) -> bool:
        """Whether an expression is a generator or context manager that is async in the result and was not before."""
        return any(self.changes(origin) for origin in self.model.origins(node))

    # -- the spread ----------------------------------------------------------------------------------------------------

    def _find_consumers(self) -> dict[Function, list[tuple[Module, ast.AST]]]:
        """Find where each generator or context manager is run: loops, `with`, unpacking, and calls that take it."""
        found: dict[Function, list[tuple[Module, ast.AST]]] = defaultdict(list)
        for module in self.model.program.modules:
            for node in module.nodes(*CONSUMERS):
                runs = [(function, part) for part in consumed(node) for function in self.run_by(node, part)]
                if runs and self.model.function(module, node) is None and opened_by_next(self.model, node):
                    continue  # the module makes the session itself
                for function, part in runs:
                    found[function].append((module, part))
        return found

    def run_by(self, node: ast.AST, part: ast.expr) -> Iterable[Function]:
        """Return the generators that a node runs on one of those that it consumes, and the special methods."""
        found = self.model.origins(part)
        return [*found, *self._protocol(node, part)] if isinstance(node, _BY_PROTOCOL) else found

    def _protocol(self, node: ast.AST, part: ast.expr) -> Iterator[Function]:
        """Return the special methods that a `with` or a loop calls on what it enters or iterates over."""
        return self._special(part, _ENTERING if isinstance(node, ast.With) else _ITERATING)

    def _special(self, part: ast.AST, names: tuple[str, str]) -> Iterator[Function]:
        for value in self.model.instances(part):
            if isinstance(value.cls, Class):
                for cls in (*value.cls.mro(), *value.cls.descendants()):
                    yield from (cls.methods[name] for name in names if name in cls.methods)

    def _beside(self, function: Function, part: ast.AST) -> Iterator[Function]:
        """Yield what else runs where `part` is consumed, which runs a generator or a special method."""
        yield from self.model.origins(part)
        for names in (_ENTERING, _ITERATING):
            if function.name in names:
                yield from self._special(part, names)

    def _find_applications(self) -> dict[Function, list[Site]]:
        """Find where `map` and its like, which become comprehensions, are given each function."""
        applied: dict[Function, list[Site]] = defaultdict(list)
        for site in self.model.sites:
            for function in found.functions if (found := application(self.model, site)) else ():
                applied[function].append(site)
        return applied

    def _need(self, module: Module, node: ast.AST, function: Function | None, callee: Function | None) -> None:
        """Something in `function` has to be awaited: colour it, or note that nothing can be awaited there."""
        if (node, callee) in self._seen:
            return
        self._seen.add((node, callee))
        if function is not None and function in self.islands:
            if callee is not None:
                self.blocked.append(Blocked(module, node, function, callee, "island"))
            return
        if function is None:
            self.blocked.append(Blocked(module, node, None, callee, "module"))
            return
        reason = self._barriers.get(function)
        if (
            isinstance(function.node, ast.Lambda)
            and node is not function.node.body
            and not convertible(self.model, function)
        ):
            reason = "lambda"  # only what it returns can be awaited, by its caller
        if reason is not None and not function.is_async:
            self.blocked.append(Blocked(module, node, function, callee, reason))
            return
        self._waiting.append((function, Cause(module, node, callee)))

    def _spread(self) -> None:
        while self._waiting:
            function, cause = self._waiting.popleft()
            if function in self.causes:
                continue
            self.causes[function] = cause
            for relative in sorted(self.model.family(function), key=str):
                if relative not in self.causes and self._may_be_async(relative):
                    self._waiting.append((relative, Cause(relative.module, relative.node, function)))
            if function.is_async:
                continue
            if function in self._wrappers:  # it awaits whatever it wraps
                for site in self._passing:
                    if site.function is function:
                        self._spread_to_all(site, function)
            if self.kind(function) is Kind.COROUTINE:
                for site in self._applications.get(function, ()):
                    self._need(site.module, site.node, site.function, function)
                for site in self.model.callers.get(function, ()):
                    if not self.runs_loop(function, site):
                        self._called(site, function)
                for module, read in self.model.properties.reads.get(function, ()):
                    self._need(module, read, self.model.function(module, read), function)
            for module, node in self._consumers.get(function, ()):
                self._need(module, node, self.model.function(module, node), function)
                for other in self._beside(function, node):  # one place, one colour
                    alike = other not in self.causes and self.kind(other) is self.kind(function)
                    if alike and self._may_be_async(other):
                        self._waiting.append((other, Cause(module, node, function)))

    def _called(self, site: Site, function: Function) -> None:
        if site in self._passing and site.function not in self.causes:
            return  # a wrapper is judged when all that it wraps is known
        self._need(site.module, site.node, site.function, function)
        self._spread_to_all(site, function)

    def _spread_to_all(self, site: Site, function: Function) -> None:
        """Whatever can be called in one place has one colour; a wrapper follows what it wraps."""
        for other in site.targets:
            if other not in self.causes and other not in self._wrappers and self._may_be_async(other):
                self._waiting.append((other, Cause(site.module, site.node, function)))

    def _wrap(self) -> bool:
        """Colour the wrappers that wrap async functions only, and note those that wrap others, too."""
        self.branching.clear()
        for site in self._passing:
            if site.function is None or site.function in self.causes:
                continue
            inner = [target for target in site.targets if target not in self._wrappers]
            coloured = [target for target in inner if self.changes(target)]
            if coloured and all(target in self for target in inner):
                self._need(site.module, site.node, site.function, coloured[0])
            elif coloured:
                self.branching.setdefault(site.function, []).append(site)
        return bool(self._waiting)

    def _may_be_async(self, function: Function) -> bool:
        return function not in self._barriers and function not in self.islands


def decorates(model: Model, inner: Function | None, decorated: Function) -> bool:
    """Whether `inner` is part of a decorator of the program that `decorated` carries."""
    decorators = {
        value.function
        for decorator in getattr(decorated.node, "decorator_list", [])
        for value in model.values(decorator)
        if isinstance(value, FunctionValue)
    }
    scope: Scope | None = inner
    while scope is not None:
        if scope in decorators:
            return True
        scope = scope.parent
    return False


_BY_PROTOCOL = (ast.With, ast.For, ast.comprehension)
#: What `unpacked` knows.
UNPACKING = (ast.Starred, ast.Assign, ast.AugAssign, ast.Compare)
CONSUMERS = (*_BY_PROTOCOL, ast.YieldFrom, ast.Call, *UNPACKING)


def consumed(node: ast.AST) -> list[ast.expr]:
    """Return the expressions that a node iterates over, enters, or hands to a call that may do so."""
    match node:
        case ast.Call(func=ast.Attribute(value=generator, attr="close" | "send" | "throw")):
            return [generator]
        case ast.Call():
            return [argument.value if isinstance(argument, ast.Starred) else argument for argument in node.args]
        case ast.For() | ast.comprehension():
            return [node.iter]
        case ast.With():
            return [item.context_expr for item in node.items]
        case ast.YieldFrom():
            return [node.value]
    return unpacked(node)


def unpacked(node: ast.AST) -> list[ast.expr]:
    """Return the expressions whose items a node reads: `[*f()]`, `a, *b = f()`, `a += f()`, `a in f()`."""
    match node:
        case ast.Starred(ctx=ast.Load()) | ast.AugAssign(op=ast.Add()):
            return [node.value]
        case ast.Assign(targets=[ast.Tuple() | ast.List() | ast.Subscript(slice=ast.Slice()), *_]):
            return [node.value]
        case ast.Compare():
            pairs = zip(node.ops, node.comparators, strict=True)
            return [right for test, right in pairs if isinstance(test, ast.In | ast.NotIn)]
    return []
