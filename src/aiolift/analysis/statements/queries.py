"""The legacy queries of a program: where each begins, what it asks for, and everything that is done with it."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.reaching import Reaching
from aiolift.analysis.testing.mock_sessions import made_at
from aiolift.knowledge import query as knows
from aiolift.knowledge.database import QUERY, QUERY_PROPERTY, SESSIONS
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import Cell, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.values import Values


class Does(Enum):
    """What is done with a query."""

    EXTEND = "a method that gives another query, or a part of another statement"
    ASK = "a method that asks the database"
    ITERATE = "something iterates over it"
    ITEM = "an index or a slice"
    READ = "an attribute"
    OTHER = "something that a select cannot do, or that is unknown"


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a query begins: a call of `Session.query`, or `Post.query`.

    :param made_by: the call of `query_property` that made the latter.
    """

    module: Module
    node: ast.Call | ast.Attribute
    function: Function | None
    made_by: Site | None = None

    @property
    def session(self) -> ast.expr:
        """The expression of the session; that of a `query_property` stands in the module that makes it."""
        call = self.made_by.node if self.made_by is not None else self.node
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        return call.func.value

    @property
    def session_text(self) -> str:
        """How the session is written there."""
        module = self.made_by.module if self.made_by is not None else self.module
        return module.segment(self.session)

    @property
    def asked(self) -> list[ast.expr]:
        """The expressions of what it asks for."""
        return self.node.args if isinstance(self.node, ast.Call) else [self.node.value]


@dataclass(frozen=True, eq=False)
class Use:
    """One thing that is done with a query.

    :param query: the expression of the query.
    :param node: the expression with what is done: the call, subscript or attribute; where it is iterated, the query.
    :param name: the method or attribute.
    """

    does: Does
    module: Module
    query: ast.expr
    node: ast.expr
    name: str
    function: Function | None
    origins: frozenset[Origin]

    @property
    def asks(self) -> bool:
        """Whether it sends the query to the database."""
        return self.does in {Does.ASK, Does.ITERATE, Does.ITEM}


@dataclass(frozen=True, eq=False)
class Group:
    """Queries that meet in one variable or function, with all their uses: they become selects all or none."""

    origins: tuple[Origin, ...]
    uses: tuple[Use, ...]


class Queries:
    """The legacy queries of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._reaching: dict[ast.AST, dict[ast.AST, frozenset[ast.expr | None]]] = {}
        self._querying: dict[Values, bool] = {}
        self.origins: dict[ast.AST, Origin] = {}
        for site in model.naming(_STARTS):
            if isinstance(site.node.func, ast.Attribute) and not self._is_mocked(site.module, site.node.func.value):
                self.origins[site.node] = Origin(site.module, site.node, site.function)
        self.properties = tuple(model.naming(_MAKES_PROPERTY))
        if self.properties:
            self.origins |= self._of_properties(self.properties[0])
        self.uses = tuple(self._find())

    def _is_mocked(self, module: Module, session: ast.expr) -> bool:
        """Whether a test asks a mock, whose query is none."""
        return is_among_tests(module) and any(made_at(self.model.values(session)))

    def _of_properties(self, made_by: Site) -> dict[ast.AST, Origin]:
        """Return where a class's own query begins. A program has one session in its scope, and so one property."""
        return {
            node: Origin(module, node, self.model.function(module, node), made_by)
            for module in self.model.program.modules
            for node in self.model.walk(module)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
            if any(value.cls == QUERY and Cell(node, module) in value.of for value in self.model.instances(node))
        }

    def instances(self, module: Module, node: ast.AST) -> list[Instance]:
        """Return the queries that an expression can be, as far as the assignments that reach it tell."""
        return self._instances(module, node, set())

    def _instances(self, module: Module, node: ast.AST, seen: set[ast.AST]) -> list[Instance]:
        found = [value for value in self.model.instances(node) if value.cls == QUERY]
        if not found or not isinstance(node, ast.Name) or node in seen:
            return found
        seen.add(node)
        defined = self._definitions(module, node)
        if not defined or None in defined:
            return found
        reaching = {
            value for expression in defined if expression for value in self._instances(module, expression, seen)
        }
        return [value for value in found if value in reaching]

    def _definitions(self, module: Module, node: ast.Name) -> frozenset[ast.expr | None]:
        scope = self.model.scope(module, node)
        if not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return frozenset()
        if scope.node not in self._reaching:
            self._reaching[scope.node] = Reaching(scope.node.body).found
        return self._reaching[scope.node].get(node, frozenset())

    def origins_of(self, module: Module, node: ast.AST) -> frozenset[Origin]:
        """Return where the queries began that an expression can be."""
        return frozenset(
            self.origins[cells[0].node]
            for value in self.instances(module, node)
            if (cells := [part for part in value.of if isinstance(part, Cell)]) and cells[0].node in self.origins
        )

    def chosen(self, module: Module, node: ast.AST) -> set[ast.Call | ast.Attribute]:
        """Return what chose what an expression's queries ask for: `query(…)`, `Post.query`, `with_entities(…)`."""
        found: set[ast.Call | ast.Attribute] = set()
        for value in self.instances(module, node):
            cells = [part for part in value.of if isinstance(part, Cell)]
            if cells and isinstance(cells[-1].node, ast.Call | ast.Attribute):
                found.add(cells[-1].node)
        return found

    def _find(self) -> Iterator[Use]:
        found = [
            (module, node, origins)
            for module in (self.model.program.modules if self.origins else ())
            for node in self.model.walk(module)
            if isinstance(node, ast.expr) and self._may_be_query(node)
            if not isinstance(getattr(node, "ctx", None), ast.Store)
            if (origins := self.origins_of(module, node))
        ]
        leaving = {origin for module, node, origins in found for origin in self._leaving(module, node, origins)}
        for module, node, origins in found:
            function = self.model.function(module, node)
            here = frozenset(origin for origin in origins if origin in leaving or _is_within(function, origin.function))
            if here:
                yield from self._use(module, node, here)

    def _may_be_query(self, node: ast.expr) -> bool:
        values = self.model.values(node)
        if values not in self._querying:
            self._querying[values] = any(isinstance(one, Instance) and one.cls == QUERY for one in values)
        return self._querying[values]

    def _leaving(self, module: Module, node: ast.expr, origins: frozenset[Origin]) -> Iterator[Origin]:
        """Yield the queries that leave the function that began them, by an expression of that function.

        The variable of a query may hold its rows later (`q = q.all()`), and only those are returned.
        """
        statement, parent = module.statement(node), module.parents[node]
        named = isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets)
        if named and not isinstance(parent, ast.Call | ast.keyword):
            return
        function = self.model.function(module, node)
        if self._judge(module, node, parent)[0] is None:
            yield from (origin for origin in origins if _is_within(function, origin.function))

    def _use(self, module: Module, node: ast.expr, origins: frozenset[Origin]) -> Iterator[Use]:
        parent = module.parents[node]
        does, outer, name = self._judge(module, node, parent)
        function = self.model.function(module, node)
        if does is None:  # it flows on: what meets here belongs together
            if len(origins) > 1:
                yield Use(Does.EXTEND, module, node, node, "", function, origins)
            return
        if (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and parent.func.attr in knows.COMPOUND
        ):
            origins |= self.origins_of(module, parent.func.value)
        yield Use(does, module, node, outer, name, function, origins)

    def _judge(self, module: Module, node: ast.expr, parent: ast.AST) -> tuple[Does | None, ast.expr, str]:
        match parent:
            case ast.Attribute(attr=name):
                call = module.parents[parent]
                if isinstance(call, ast.Call) and call.func is parent:
                    return _method(name), call, name
                known = name in knows.ATTRIBUTES and isinstance(parent.ctx, ast.Load)
                return Does.READ if known else Does.OTHER, parent, name
            case ast.For() | ast.comprehension() if parent.iter is node:
                return Does.ITERATE, node, "for"
            case ast.Starred() | ast.YieldFrom():
                return Does.ITERATE, node, "*"
            case ast.Compare(ops=[ast.In() | ast.NotIn()]) if parent.left is not node:
                return Does.ITERATE, node, "in"
            case ast.Subscript() if parent.value is node:
                return Does.ITEM, parent, "[]"
            case ast.Call() if parent.func is not node:
                return self._argument(parent, node)
            case ast.keyword():
                call = module.parents[parent]
                assert isinstance(call, ast.Call)
                return self._argument(call, node)
            case ast.If() | ast.While() | ast.Assert() | ast.UnaryOp(op=ast.Not()):
                return Does.OTHER, node, "truth"
            case ast.IfExp() if parent.test is node:
                return Does.OTHER, node, "truth"
        return None, node, ""

    def _argument(self, call: ast.Call, node: ast.expr) -> tuple[Does | None, ast.expr, str]:
        site = self.model.site(call)
        externals = site.externals if site is not None else ()
        if site is not None and site.targets:
            return None, node, ""
        if any(name in knows.ITERATE or name.startswith("itertools.") for name in externals):
            return Does.ITERATE, node, externals[0]
        if any(name.startswith(("sqlalchemy.", "sqlmodel.")) or name in knows.TAKE for name in externals):
            return Does.EXTEND, node, externals[0]
        if isinstance(call.func, ast.Attribute) and call.func.attr in knows.OPERATORS:
            return Does.EXTEND, node, call.func.attr
        if isinstance(call.func, ast.Attribute) and call.func.attr in knows.SAME | knows.CHOOSES:
            return Does.EXTEND, node, call.func.attr
        return Does.OTHER, node, ast.unparse(call.func)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The queries by what meets."""
        leader = {origin: origin for origin in self.origins.values()}

        def find(origin: Origin) -> Origin:
            while leader[origin] is not origin:
                origin = leader[origin]
            return origin

        for use in self.uses:
            first, *others = use.origins
            for other in others:
                leader[find(other)] = find(first)
        origins: dict[Origin, list[Origin]] = defaultdict(list)
        uses: dict[Origin, list[Use]] = defaultdict(list)
        for origin in self.origins.values():
            origins[find(origin)].append(origin)
        for use in self.uses:
            uses[find(next(iter(use.origins)))].append(use)
        return tuple(Group(tuple(members), tuple(uses[key])) for key, members in origins.items())


def _is_within(function: Function | None, outer: Function | None) -> bool:
    """Whether a function is `outer`, or stands in it; the code of a module is open to all."""
    while function is not None and function is not outer:
        function = function.parent.function if function.parent is not None else None
    return function is outer


_STARTS = {f"{name}.query" for name in SESSIONS}
_MAKES_PROPERTY = {QUERY_PROPERTY.removesuffix("()")}


def _method(name: str) -> Does:
    if name in knows.ASKS:
        return Does.ASK
    extends = name in knows.SAME or name in knows.RENAMED or name in knows.OPTIONS or name in knows.DROPPED
    return Does.EXTEND if extends or name in knows.PARTS else Does.OTHER


def chain(use: Use) -> tuple[ast.expr, tuple[ast.Call, ...]]:
    """Return what a use's query begins with, and the calls of its chain, that of the session included."""
    return chain_of(use.query)


def extensions(use: Use) -> list[ast.Call]:
    """Return the calls that extend a use's query, in its chain."""
    base, calls = chain(use)
    return [call for call in calls if call is not base]


def chain_of(node: ast.expr) -> tuple[ast.expr, tuple[ast.Call, ...]]:
    """Return the innermost expression of a chain of method calls, and the calls from the inside out."""
    calls: list[ast.Call] = []
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        calls.insert(0, node)
        if node.func.attr == "query":
            return node, tuple(calls)
        if _method(node.func.attr) is Does.OTHER and node.func.attr not in knows.UNEQUAL:
            return node, tuple(calls[1:])
        node = node.func.value
    return node, tuple(calls)
