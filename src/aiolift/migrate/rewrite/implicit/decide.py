"""What becomes of each read of a relationship."""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.association_proxies import proxied
from aiolift.analysis.objects.loading import loaded_names
from aiolift.analysis.objects.object_origins import Origins
from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.analysis.web.serialisations import serialisations
from aiolift.migrate.rewrite.implicit.given_away import is_given_away, way_back
from aiolift.program.fixtures import is_fixture, is_test
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.objects.lazy_reads import Read
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.analysis.web.serialisations import Serialisation
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

RULE = "implicit-load"
#: Where an await makes something else of an expression.
_NO_AWAIT = (ast.Lambda, ast.GeneratorExp)
#: SQLAlchemy's first release line with `AsyncAttrs`
HAS_ASYNC_ATTRS = (2, 0)


class Decisions:
    """One decision per read.

    :ivar awaited: reads that become `await obj.awaitable_attrs.x`.
    :ivar io: where each function does I/O, as offsets.
    :ivar options: queries that load a path of relationships, each with the module that it stands in.
    :ivar filled: calls that fill a schema in the session's greenlet, each with its module and the session's text.
    :ivar defaults: relationships that every query loads, each with the reason.
    :ivar anywhere: those of them that are read of objects which other objects may lead to.
    :ivar behind: those of them that lead back from a collection which a function gives away.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.awaited: list[Read] = []
        self.options: dict[ast.Call, list[tuple[Relationship, ...]]] = defaultdict(list)
        self.modules: dict[ast.Call, Module] = {}
        self.filled: dict[ast.Call, tuple[Module, str]] = {}
        self._covered: set[ast.AST] = set()
        self.defaults: dict[Relationship, str] = {}
        self.anywhere: set[Relationship] = set()
        self.behind: set[Relationship] = set()
        self._origins = Origins(context.model)
        self._work = UnitOfWork(context.model)
        self.io = _io_positions(context, self._work)
        self._loaders, self._refreshed = loaded_names(context.model)
        for read in context.model.lazy_reads:
            self._decide(read)
        for relationship in proxied(context.model):
            self.eager(relationship, "an association proxy reads it, which cannot await")
        for served in serialisations(context.model):
            self._serve(served)
        for read in context.model.lazy_reads:
            if read.certain and not read.is_store and is_given_away(read):
                self._give_away(read)

    def _serve(self, served: Serialisation) -> None:
        """Load what a schema reads with the query where that is known, else by default."""
        if served.function in self.context.colour.islands or self._fills_in_greenlet(served):
            return
        origins = self._origins.of(served.module, served.node)
        if all(origin.kind == "query" and origin.function is served.function for origin in origins):
            unlike = [origin for origin in origins if not self._gives(origin, served.cls)]
            if origins and len(unlike) == len(origins):
                return
            origins = [origin for origin in origins if origin not in unlike]
        known = all(origin.kind == "query" and origin.function is served.function for origin in origins) and not (
            served.several or _reloads(self.context, served.function)
        )
        recursive = any(found.is_recursive or not found.targets for path in served.paths for found in path)
        for path in served.paths:
            if not path[-1].is_lazy or (origins and all(self._says(origin, path) for origin in origins)):
                continue
            if origins and known and not recursive and self.context.can_await(served.function):
                for origin in origins:
                    assert isinstance(origin.node, ast.Call)
                    self.options[origin.node].append((*origin.path, *path))
                    self.modules[origin.node] = served.module
            else:
                at_once = len(path) == 1 and all(origin.kind != "other" and not origin.path for origin in origins)
                self.eager(path[-1], f"{served.by} reads it while it is filled, which cannot await", at_once=at_once)

    def _fills_in_greenlet(self, served: Serialisation) -> bool:
        """Whether a call fills a schema from objects of several classes, where a session of theirs is in reach."""
        module, function = served.module, served.function
        call = module.parents[served.node]
        if not (isinstance(call, ast.Call) and served.node in call.args) or function is None:
            return False
        if not served.several and not any(map(self._gives_several, self._origins.of(module, served.node))):
            return False
        lazy = any(path[-1].is_lazy for path in served.paths)
        within = list(itertools.takewhile(lambda outer: not isinstance(outer, ast.stmt), module.ancestors(call)))
        if not lazy or not self.context.can_await(function) or any(isinstance(one, _NO_AWAIT) for one in within):
            return False
        if any(module.start(call) <= at < module.end(call) for at in self.io.get(function, ())):
            return False  # no await can stand in the lambda
        session = self._work.session_near(module, function, module.statement(call)) or self._work.session_kept(function)
        if session is not None:
            self.filled[call] = (module, session)
        return session is not None

    def _give_away(self, read: Read) -> None:
        """Load with a collection what leads back from its items, where somebody reads that later."""
        for found in read.relationships:
            back = way_back(self.context.model.mapping, found, self.defaults)
            if back is None:
                continue
            if read in self.awaited and read.function is not None:
                self.awaited.remove(read)
                what = f"{back.owner.name}.{back.name} of what it gives is read later"
                self.eager(found, f"{read.function.qualname} gives it away, and {what}", at_once=True)
                self.behind.add(back)
            for origin in self._origins.of(read.module, read.node.value):
                paths = self.options.get(origin.node, []) if isinstance(origin.node, ast.Call) else []
                paths += [(*path, back) for path in paths if path[-1] is found]

    def _says(self, origin: Origin, path: tuple[Relationship, ...]) -> bool:
        """Whether the function of a query has loader options for a path already."""
        return origin.kind == "query" and all(found.name in self._loaders[origin.function] for found in path)

    def _gives_several(self, origin: Origin) -> bool:
        """Whether a query selects one of several classes: `select(self.model)`."""
        if origin.kind != "query" or not isinstance(origin.node, ast.Call) or not origin.node.args:
            return False
        return sum(isinstance(value, ClassValue) for value in self.context.model.values(origin.node.args[0])) > 1

    def _gives(self, origin: Origin, cls: Class) -> bool:
        """Whether a query's objects, at the end of the origin's path, can be of a class."""
        assert isinstance(origin.node, ast.Call)
        classes = {
            value.cls for value in self.context.model.values(origin.node.args[0]) if isinstance(value, ClassValue)
        }
        if origin.path:
            classes = set(origin.path[-1].targets)
        return any(cls in {*found.mro(), *found.descendants()} for found in classes)

    def covers(self, node: ast.AST) -> bool:
        """Whether a read is converted where it stands, or loaded by its query."""
        return node in self._covered or any(read.node is node for read in self.awaited)

    @cached_property
    def loaded(self) -> frozenset[Relationship]:
        """The relationships that something loads, once all is decided: by default, by an option, or where one reads."""
        named = set().union(*self._loaders.values(), *self._refreshed.values())
        every = self.context.model.mapping.relationships
        found = {one for one in every if one.is_eager or one.name in named}
        found |= {*self.defaults, *(one for read in self.awaited for one in read.relationships)}
        return frozenset(found | {one for paths in self.options.values() for path in paths for one in path})

    def eager(self, relationship: Relationship, why: str, *, at_once: bool = False) -> None:
        """Make every query load a relationship, which is read `at_once` of what a query gives or of any object."""
        if relationship.is_lazy:
            self.defaults.setdefault(relationship, why)
            if not at_once:
                self.anywhere.add(relationship)

    def _decide(self, read: Read) -> None:
        context, function = self.context, read.function
        if function in context.colour.islands or read.module in context.island_modules:
            return
        lazy = [found for found in read.relationships if found.is_lazy]
        if not lazy or (read.is_store and not any(found.several for found in lazy)):
            return
        if not read.certain:
            if function is not None and not is_test(function) and not is_fixture(function):
                for found in lazy:
                    self.eager(found, f"{function.qualname} may read it, and what it reads it from is unknown")
            return
        origins = [
            origin
            for origin in self._origins.of(read.module, read.node.value)
            if origin.kind != "query" or self._gives(origin, lazy[0].owner)  # a variable that is used again has others
        ]
        if self._is_new(read, origins) or self._is_loaded(read, origins, lazy):
            return
        if not context.can_await(function):
            where = function.qualname if function is not None else read.module.name
            for found in lazy:
                self.eager(found, f"{where} reads it and cannot await")
        elif not read.is_store and self._can_option(read, origins):
            for origin in origins:
                assert isinstance(origin.node, ast.Call)
                self.options[origin.node].append((*origin.path, lazy[0]))
                self._covered.add(read.node)
                self.modules[origin.node] = read.module
        elif any(context.model.mapping.is_imperative(found.owner) for found in lazy):
            for found in lazy:
                self.eager(found, f"{read.node.attr} is read, and its class knows nothing of SQLAlchemy")
        elif self.context.target.sqlalchemy < HAS_ASYNC_ATTRS and self.session(read) is None:
            for found in lazy:
                self.eager(found, f"{read.node.attr} is read where no session is in reach")
        else:
            self.awaited.append(read)

    def session(self, read: Read) -> str | None:
        """Return how a session is written where a relationship is read."""
        if read.function is None:
            return None
        return self._work.session_near(read.module, read.function, read.module.statement(read.node))

    def _is_new(self, read: Read, origins: list[Origin]) -> bool:
        """Whether the object was made in the program, and no I/O can have stored it before the read."""
        if not origins or any(origin.kind != "made" or origin.path for origin in origins):
            return False
        if read.function not in self.context.colour:
            return not any(origin.function in self.context.colour for origin in origins)
        if any(origin.function is not read.function for origin in origins):
            return False
        first = min(read.module.start(origin.node) for origin in origins)
        last = read.module.end(read.node)
        return not any(first < position < last for position in self.io.get(read.function, ()))

    def _is_loaded(self, read: Read, origins: list[Origin], lazy: list[Relationship]) -> bool:
        """Whether the code says itself that it loads the relationship: by an option of the query, or by a `refresh`."""
        start, refreshed = read.module.start(read.node), self._refreshed[read.function]
        if any(refreshed.get(found.name, start) < start for found in lazy):
            return True
        loads = f"{ast.unparse(read.node.value)}.awaitable_attrs.{read.node.attr}"
        if read.is_store and read.function is not None and loads in read.module.segment(read.function.node):
            return True
        return bool(origins) and all(
            origin.kind == "query"
            and all(found.name in self._loaders[origin.function] for found in (*origin.path, *lazy) if found.is_lazy)
            for origin in origins
        )

    def _can_option(self, read: Read, origins: list[Origin]) -> bool:
        """Whether the query that loaded the object stands in the same function, and nothing there reloads it."""
        if not origins or any(origin.kind != "query" or origin.function is not read.function for origin in origins):
            return False
        relationship = read.relationships[0]
        if len(read.relationships) > 1 or relationship.is_recursive:
            return False
        if any(found.is_recursive or not found.targets for origin in origins for found in origin.path):
            return False
        return not _reloads(self.context, read.function)


def _io_positions(context: Context, work: UnitOfWork) -> dict[Function | None, list[int]]:
    """Return where each function does I/O, by its own calls, those of functions that became async, or a block's end."""
    found: dict[Function | None, list[int]] = defaultdict(list)
    for seed in context.colour.seeds:
        found[seed.function].append(seed.module.start(seed.node))
    for site in context.model.sites:
        if any(target in context.colour for target in site.targets):
            found[site.function].append(site.module.start(site.node))
    for function, nodes in work.blocks.items():
        ends = [node for node in nodes if any(manager in context.colour for manager in work.managers(node))]
        found[function] += map(function.module.end, ends)
    return found


def _reloads(context: Context, function: Function | None) -> bool:
    names = {"refresh", "expire", "expire_all", "rollback"}
    return function is not None and any(
        isinstance(site.node.func, ast.Attribute) and site.node.func.attr in names
        for site in context.model.calls_in.get(function, ())
    )
