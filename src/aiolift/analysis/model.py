"""The program with the values of its expressions, and what migrate and lint ask of it."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from aiolift.analysis.awaiting.iterated import iterated
from aiolift.analysis.event_loop import threads
from aiolift.analysis.event_loop.main_blocks import MainBlocks
from aiolift.analysis.families import Families
from aiolift.analysis.library import KnownLibrary
from aiolift.analysis.mapping.relationships import Mapping
from aiolift.analysis.objects.lazy_reads import lazy_reads
from aiolift.analysis.standard_library import CONTEXT_MANAGERS
from aiolift.knowledge.test_hooks import called
from aiolift.program.entities import Class, Function
from aiolift.program.infer import Flow
from aiolift.program.values import NOTHING, Cell, ClassValue, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from aiolift.analysis.objects.lazy_reads import Read
    from aiolift.analysis.objects.own_reads import OwnReads
    from aiolift.analysis.properties import PropertyReads
    from aiolift.analysis.sessions.entered import Entered
    from aiolift.analysis.statements.queries import Queries
    from aiolift.program.entities import Scope
    from aiolift.program.oracle import Oracle
    from aiolift.program.program import Program
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values

_Fact = TypeVar("_Fact")


@dataclass(eq=False)  # not frozen: there is one for every call, and a frozen one takes three times as long to make
class Site:
    """A call, and what it can call.

    :param targets: functions of the program.
    :param externals: names outside of the program.
    :param model: of the program that it is in.
    """

    module: Module
    node: ast.Call
    targets: tuple[Function, ...]
    externals: tuple[str, ...]
    model: Model = field(repr=False)

    @cached_property
    def function(self) -> Function | None:
        """The function whose body it runs in, or None for a module's or class's own code."""
        return self.model.function(self.module, self.node)


class Model:
    """A program and the flow of its values; the parameters are those of `Flow`."""

    def __init__(
        self,
        program: Program,
        oracle: Oracle | None = None,
        progress: Callable[[], None] = lambda: None,
        order: Sequence[Module] | None = None,
    ) -> None:
        self.program = program
        self.flow = Flow(program, KnownLibrary(), oracle, progress, order)
        self._main_blocks = MainBlocks(program)
        self._scopes: dict[ast.AST, Scope] = {}
        self._kinds: dict[Values, frozenset[str]] = {}
        self._names: dict[Values, frozenset[str]] = {}
        self._generators: dict[Values, frozenset[Function]] = {}
        self._called: dict[Values, tuple[tuple[Function, ...], tuple[str, ...]]] = {}

    def values(self, node: ast.AST) -> Values:
        """Return what an expression can be."""
        return self.flow.nodes.get(node, NOTHING)

    def instances(self, node: ast.AST) -> Iterator[Instance]:
        """Yield the instances that an expression can be."""
        for value in self.flow.nodes.get(node, NOTHING):
            if isinstance(value, Instance):
                yield value

    def kinds(self, node: ast.AST) -> frozenset[str]:
        """Return the external classes that an expression is an instance of, bases included."""
        values = self.flow.nodes.get(node, NOTHING)
        found = self._kinds.get(values)
        if found is None:
            instances = [value for value in values if isinstance(value, Instance)]
            found = self._kinds[values] = frozenset().union(*map(external_kinds, instances))
        return found

    def names(self, node: ast.AST) -> frozenset[str]:
        """Return the names of the external things that an expression can be: a class or function, not an instance."""
        values = self.flow.nodes.get(node, NOTHING)
        found = self._names.get(values)
        if found is None:
            found = self._names[values] = frozenset(value.name for value in values if isinstance(value, External))
        return found

    def function(self, module: Module, node: ast.AST) -> Function | None:
        """Return the function whose body a node runs in; a decorator or default runs in the function outside.

        The block `if __name__ == "__main__":` counts as a function.
        """
        scope = self.scope(module, node)
        if isinstance(scope, Function):
            return scope
        return self._main_blocks.around(module, node) if scope.node is module.tree else None

    def scope(self, module: Module, node: ast.AST) -> Scope:
        """Return the scope that a node's names are looked up in, comprehensions not counting."""
        found = self._scopes.get(node)
        if found is not None:
            return found
        path: list[ast.AST] = []
        inner = node
        while found is None:
            path.append(inner)
            outer = module.parents.get(inner)
            if isinstance(outer, _DEFINITIONS):
                if isinstance(inner, ast.stmt):  # else a decorator, a default, an annotation, a base
                    found = self.program.scopes[outer]
                    break
            elif outer is None or (isinstance(outer, ast.Lambda) and inner is outer.body):
                found = self.program.scopes[outer or module.tree]
                break
            inner = outer
            found = self._scopes.get(inner)
        self._scopes.update(dict.fromkeys(path, found))
        return found

    @cached_property
    def properties(self) -> PropertyReads:
        """Where the properties of the program's classes are read."""
        from aiolift.analysis.properties import PropertyReads

        return PropertyReads(self)

    @cached_property
    def own_reads(self) -> OwnReads:
        """The relationships that the properties and methods of mapped classes read of their own object."""
        from aiolift.analysis.objects.own_reads import OwnReads

        return OwnReads(self)

    @cached_property
    def entered(self) -> Entered:
        """The transactions and connections that are entered elsewhere than where they are made."""
        from aiolift.analysis.sessions.entered import Entered

        return Entered(self)

    @cached_property
    def queries(self) -> Queries:
        """The legacy queries of the program, and what is done with each."""
        from aiolift.analysis.statements.queries import Queries

        return Queries(self)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every call of the program, in the order of the text."""
        found: list[Site] = []
        for module in self.program.modules:
            found += [self._site(module, node) for node in module.nodes(ast.Call)]
        return tuple(found)

    def naming(self, names: Container[str] | Callable[[str], object]) -> list[Site]:
        """Return the calls of something external by one of some names, or one that is true of, as the text has them."""
        matches = names if callable(names) else names.__contains__
        numbers = {number for name, found in self._by_name.items() if matches(name) for number in found}
        return [self.sites[number] for number in sorted(numbers)]

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, site in enumerate(self.sites):
            for name in site.externals:
                found[name].append(number)
        return found

    def walk(self, module: Module) -> Iterator[ast.AST]:
        """Yield every node of a module."""
        yield module.tree
        yield from module.parents

    def _site(self, module: Module, node: ast.Call) -> Site:
        values = self.flow.nodes.get(node.func, NOTHING)
        called = self._called.get(values)
        if called is None:
            targets: dict[Function, None] = {}
            externals: dict[str, None] = {}
            for value in values:
                self._target(value, targets, externals)
            functions = tuple(sorted(targets, key=str)) if len(targets) > 1 else tuple(targets)
            called = self._called[values] = functions, tuple(sorted(externals))
        return Site(module, node, *called, self)

    def _target(self, value: Value, targets: dict[Function, None], externals: dict[str, None]) -> None:
        match value:
            case FunctionValue(function, wrapped=wrapped):
                targets[function] = None
                if wrapped is not None:
                    targets[wrapped] = None
            case External(name):
                externals[name] = None
            case ClassValue(cls):
                for found in self.flow.member(cls, "__init__", Instance(cls)):
                    if isinstance(found, FunctionValue):
                        targets[found.function] = None
            case Instance(str(name), of=(inner, *_)) if name in _CALLED_LATER and not isinstance(inner, Cell):
                for part in inner:
                    self._target(part, targets, externals)
            case Instance(Class() as cls):
                for found in self.flow.member(cls, "__call__", value):
                    if isinstance(found, FunctionValue):
                        targets[found.function] = None
            case Instance(str(name)):
                externals[f"{name}.__call__"] = None

    @cached_property
    def lazy_reads(self) -> tuple[Read, ...]:
        """The attributes that can be relationships, outermost first where one stands inside another."""
        return tuple(lazy_reads(self))

    @cached_property
    def mapping(self) -> Mapping:
        """The mapped classes and their relationships."""
        return Mapping(self)

    @cached_property
    def attributes(self) -> dict[Class, dict[str, Values]]:
        """What the instances of each class of the program are given: `self.db = …`."""
        found: dict[Class, dict[str, Values]] = defaultdict(dict)
        for place, values in self.flow.places.items():
            if isinstance(place, tuple) and len(place) == 3 and place[1] == "self" and isinstance(place[0], Class):
                found[place[0]][place[2]] = values
        return found

    def with_callees(self, found: dict[Function, set[_Fact]]) -> dict[Function, set[_Fact]]:
        """Add to what each function does what the functions that it calls do.

        :param found: a `defaultdict`, which is changed.
        """
        waiting = [function for function, facts in found.items() if facts]
        while waiting:
            function = waiting.pop()
            for site in self.callers.get(function, ()):
                if site.function is not None and not found[function] <= found[site.function]:
                    found[site.function] |= found[function]
                    waiting.append(site.function)
        return found

    @cached_property
    def callers(self) -> dict[Function, list[Site]]:
        """The calls of each function."""
        found: dict[Function, list[Site]] = defaultdict(list)
        for site in self.sites:
            for target in (*site.targets, *self.handed_to(site)):
                found[target].append(site)
        for thread in threads.joined(self):  # its function runs to the end inside of the one that joins it
            found[thread.function].append(thread.site)
        return found

    @cached_property
    def providers(self) -> dict[ast.arg, list[Function]]:
        """The functions that FastAPI calls for each parameter, as `user: User = Depends(get_user)`."""
        from aiolift.analysis.web.dependencies import Dependencies

        found: dict[ast.arg, list[Function]] = defaultdict(list)
        for dependency in Dependencies(self).all:
            for parameter in dependency.parameters:
                found[parameter] += dependency.providers
        return found

    @cached_property
    def asking(self) -> dict[Function, list[tuple[Function, str]]]:
        """The functions that depend on each function, and the parameters that get what it gives."""
        owners = {parameter: function for function in self.program.functions for parameter in function.parameters}
        found: dict[Function, list[tuple[Function, str]]] = defaultdict(list)
        for parameter, providers in self.providers.items():
            for provider in dict.fromkeys(providers):
                found[provider].append((owners[parameter], parameter.arg))
        return found

    def handed_to(self, site: Site) -> list[Function]:
        """Return the functions that a call runs for its caller: `pytest.raises(Error, f, x)`."""
        position = next((found for name in site.externals if (found := called(name)) is not None), None)
        if position is None or len(site.node.args) <= position:
            return []
        values = self.values(site.node.args[position])
        return [value.function for value in values if isinstance(value, FunctionValue)]

    @cached_property
    def calls_in(self) -> dict[Function, list[Site]]:
        """The calls in each function's body."""
        found: dict[Function, list[Site]] = defaultdict(list)
        for site in self.sites:
            if site.function is not None:
                found[site.function].append(site)
        return found

    def site(self, node: ast.Call) -> Site | None:
        """Return the site of a call."""
        return self._by_node.get(node)

    @cached_property
    def _by_node(self) -> dict[ast.AST, Site]:
        return {site.node: site for site in self.sites}

    def family(self, function: Function) -> set[Function]:
        """Return a method with those that it overrides or that override it; `__enter__` and `__exit__` are one."""
        return self._families.of(function)

    @cached_property
    def _families(self) -> Families:
        return Families(self)

    def origins(self, node: ast.AST) -> frozenset[Function]:
        """Return the generator functions behind a generator, a context manager, or the loop that an expression is."""
        values = self.flow.nodes.get(node, NOTHING)
        made = self._generators.get(values)
        if made is None:
            made = frozenset(origin for value in self.instances(node) for origin in generator_origins(value))
            self._generators[values] = made
        return made | self._iterated[node] if node in self._iterated else made

    @cached_property
    def _iterated(self) -> dict[ast.AST, frozenset[Function]]:
        return iterated(self)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: What a generator function gives, decorated as a context manager too.
_GENERATORS = frozenset(
    {
        "builtins.generator",
        "typing.AsyncGenerator",
        "contextlib.contextmanager()",
        "contextlib.asynccontextmanager()",
    }
)
#: What calls the functions that it was made of when it is called itself.
_CALLED_LATER = {"functools.partial", *CONTEXT_MANAGERS}


def generator_origins(value: Instance) -> Iterator[Function]:
    """Yield the generator functions that made a generator, or a context manager of `contextlib`."""
    if value.cls in _GENERATORS and len(value.of) > 1 and not isinstance(value.of[1], Cell):
        for origin in value.of[1]:
            if isinstance(origin, FunctionValue):
                yield origin.function


def external_kinds(value: Instance) -> set[str]:
    """Return the external classes that an instance belongs to."""
    return {value.cls} if isinstance(value.cls, str) else set(value.cls.externals())
