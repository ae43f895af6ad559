"""Which relationships of an object an async program has surely not loaded where it reads them."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.objects.loaded_levels import LOADERS, LoadedLevels, asks_for_one
from aiolift.analysis.objects.new_objects import NewObjects
from aiolift.analysis.objects.object_origins import Origins, named_classes
from aiolift.analysis.objects.spared_reads import SparedReads, is_assigned, onward
from aiolift.knowledge.callbacks import SYNC_RUNNER_DECORATORS, SYNC_RUNNERS
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.analysis.objects.own_reads import Inner, OwnRead, Use
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

#: How many calls down a helper may load what its caller reads.
_HELPERS = 2


@dataclass(frozen=True, eq=False)
class Unloaded:
    """A read of a relationship that an async session's object lacks.

    :param node: what reads it, in the body of `function`: the attribute itself, or what runs a property or a method.
    :param owner: the object.
    :param origin: where the object comes from.
    :param path: the relationships that lead from what that gives to the one that is read, which is the last.
    :param way: the steps from the property that is read, or the method that is called, down to the relationship; none
        where the attribute is the relationship itself.
    """

    module: Module
    node: ast.expr
    owner: ast.expr
    function: Function | None
    origin: Origin
    path: tuple[Relationship, ...]
    way: tuple[Inner, ...] = ()

    @property
    def relationship(self) -> Relationship:
        """The relationship that is not loaded."""
        return self.path[-1]


class Loading:
    """The objects of `model`'s program and what is loaded of them."""

    def __init__(self, model: Model, sessions: AsyncSessions) -> None:
        self._model = model
        self._sessions = sessions
        self._origins = Origins(model, callers=True)
        self._spared = SparedReads(model)
        self._levels = LoadedLevels(model)
        self._loads: dict[tuple[Function | None, int, bool], set[str]] = {}
        self._loaders, self._refreshed = loaded_names(model)
        self._new = NewObjects(model, sessions, lambda function: self._loaded_in(function, _HELPERS))

    def unloaded(self) -> Iterator[Unloaded]:
        """Yield the reads that fail, one for each."""
        for read in self._model.lazy_reads:
            lazy = [found for found in read.relationships if found.is_lazy]
            if not read.certain or not lazy or read.function in self.islands:
                continue
            if read.is_store and not lazy[0].several:
                continue
            for origin in self._origins.of(read.module, read.node.value):
                if self._spared.spares(read, origin, lazy[0]):
                    continue
                made = not read.is_store and self._lacks_made(origin, lazy[0], read.module, read.node)
                if made or self.lacks(origin, lazy[0], read.function):
                    path = (*onward(origin.path), lazy[0])
                    yield Unloaded(read.module, read.node, read.node.value, read.function, origin, path)
                    break
        for use in self._model.own_reads.uses():
            if use.function not in self.islands:
                yield from self._used(use)

    def _used(self, use: Use) -> Iterator[Unloaded]:
        """Yield the first read that fails of those that a property or a method does."""
        origins = [one for one in self._origins.of(use.module, use.owner) if one.kind != "other"]
        for own in use.reads if origins else ():
            if is_assigned(use.module, use.function, use.owner, (*own.path, own.relationship)[0].name):
                continue
            for origin in origins:
                if self.spares_own(origin, own, use.function):
                    continue
                made = not own.path and self._lacks_made(origin, own.relationship, use.module, use.node)
                if made or self.lacks_own(origin, own, use.function):
                    path = (*onward((*origin.path, *own.path)), own.relationship)
                    yield Unloaded(use.module, use.node, use.owner, use.function, origin, path, own.way)
                    return

    def lacks_own(
        self,
        origin: Origin,
        own: OwnRead,
        reader: Function | None,
        by: tuple[Relationship, ...] = (),
        of: Class | None = None,
    ) -> bool:
        """Whether an object lacks what one of its properties or methods reads; the parameters are those of `lacks`."""
        path = (*by, *own.path)
        return self.lacks(origin, own.relationship, reader, by=path, of=of or (*path, own.relationship)[0].owner)

    def spares_own(
        self, origin: Origin, own: OwnRead, reader: Function | None, by: tuple[Relationship, ...] = ()
    ) -> bool:
        """Whether what a property or a method of an object reads is loaded by its own name, or needs no query."""
        known = self._named(origin, reader) | self._loaded_in(own.read.function, _HELPERS)
        if not known.isdisjoint(step.name for step in own.way) or own.relationship.name in known:
            return True
        inside = replace(origin, path=(*origin.path, *by, *own.path))
        return self._spared.spares(own.read, inside, own.relationship)

    def is_in_session(self, origin: Origin, relationship: Relationship) -> bool:
        """Whether the session has what a relationship of an origin's object leads to, and finds it by its key."""
        return self._spared.is_in_session(origin, relationship)

    def of(self, module: Module, node: ast.expr) -> list[Origin]:
        """Return where the object of an expression comes from, through the program's calls and dependencies."""
        return self._origins.of(module, node)

    def lacks_new(self, origin: Origin, relationship: Relationship, module: Module, read: ast.expr) -> bool:
        """Whether an object was made and stored before `read` gives it to a schema, and a collection never filled.

        What another relationship leads to is often in the session already, and needs no query.
        """
        return relationship.several and not relationship.column and self._new.lacks(origin, relationship, module, read)

    def lacks(
        self,
        origin: Origin,
        relationship: Relationship,
        reader: Function | None,
        by: tuple[Relationship, ...] = (),
        of: Class | None = None,
    ) -> bool:
        """Whether an object lacks a relationship, because the query of an async session did not load it.

        Where the way to it is not loaded either, that is another read's mistake.

        :param by: the relationships that lead from the origin's object to the one that is read.
        :param of: the class of the origin's object; None where `by` is empty.
        """
        cls = of or relationship.owner
        if origin.kind not in {"query", "get"} or origin.asked is None or not self._gives(origin, cls):
            return False
        site = self._model.site(origin.asked)
        if site is None or self._sessions.method(site) is None:
            return False
        names = self._named(origin, reader)
        before = [found.name for found in onward((*origin.path, *by)) if found.is_lazy]
        if "*" in names or not names.issuperset(before):
            return False
        return relationship.name not in names or self._ends(origin, relationship, (*origin.path, *by), reader)

    def _ends(
        self, origin: Origin, relationship: Relationship, path: tuple[Relationship, ...], reader: Function | None
    ) -> bool:
        """Whether a query loads a relationship of objects, and not that of the ones that it leads to."""
        if relationship not in path or not asks_for_one(self._model, origin):
            return False
        functions = {*origin.through, origin.function, reader}
        if any(
            not {"*", relationship.name}.isdisjoint(self._loaded_in(one, _HELPERS, options=False)) for one in functions
        ):
            return False
        within = {inner for one in functions if one is not None for inner in self._new.reach(one)}
        return self._levels.ends_at(onward(path), relationship, within)

    def _named(self, origin: Origin, reader: Function | None) -> set[str]:
        names: set[str] = set()
        for function in {*origin.through, origin.function, reader}:
            names |= self._loaded_in(function, _HELPERS)
        return names

    def _loaded_in(self, function: Function | None, depth: int, *, options: bool = True) -> set[str]:
        """Return the names that a function loads by options, `refresh` and `awaitable_attrs`, and by its helpers.

        :param options: whether those count that loader options name where they stand.
        """
        key = (function, depth, options)
        if key not in self._loads:
            self._loads[key] = self._loaded(function, depth, options=options)
        return self._loads[key]

    def _loaded(self, function: Function | None, depth: int, *, options: bool) -> set[str]:
        names = {*self._refreshed[function], *self._awaited[function]}
        if options:
            names |= self._loaders[function]
        if function is None or not depth:
            return names
        for site in self._sites[function]:
            for target in site.targets:
                names |= self._loaded_in(target, depth - 1, options=options)
            if isinstance(site.node.func, ast.Attribute) and site.node.func.attr == "options":
                for argument in site.node.args:
                    names |= self._option(site.module, argument)
        return names

    def _option(self, module: Module, argument: ast.expr) -> set[str]:
        """Return what an argument of `options` loads: a loader itself, a constant; everything where it is unknown."""
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        if isinstance(inner, ast.Call):
            return set()  # a loader, or a helper, that is seen itself
        if isinstance(inner, ast.Name):
            assigned = self._assigned.get(inner.id, {})
            if assigned:
                return _names_in(assigned.get(module) or next(iter(assigned.values())))
        return {"*"}

    @cached_property
    def _assigned(self) -> dict[str, dict[Module, ast.expr]]:
        """What each module, or a function there, assigns first to a name."""
        found: dict[str, dict[Module, ast.expr]] = defaultdict(dict)
        for module in self._model.program.modules:
            for node in module.nodes(ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found[target.id].setdefault(module, node.value)
        return found

    def _gives(self, origin: Origin, cls: Class) -> bool:
        """Whether a query gives objects of a class, or those that the way to it begins with, and the way ends at it."""
        call = origin.node
        assert isinstance(call, ast.Call)
        first = origin.path[0].owner if origin.path else cls
        return _are_akin(named_classes(self._model, call.args[0]), first) and (
            not origin.path or _are_akin(origin.path[-1].targets, cls)
        )

    def _lacks_made(self, origin: Origin, relationship: Relationship, module: Module, read: ast.expr) -> bool:
        here = origin.function is self._model.function(module, read) and isinstance(origin.node, ast.Call)
        return here and self._new.lacks(origin, relationship, module, read)

    @cached_property
    def _sites(self) -> dict[Function | None, list[Site]]:
        found: dict[Function | None, list[Site]] = defaultdict(list)
        for site in self._model.sites:
            found[site.function].append(site)
        return found

    @cached_property
    def _awaited(self) -> dict[Function | None, set[str]]:
        """The names that each function loads by `await obj.awaitable_attrs.name`."""
        found: dict[Function | None, set[str]] = defaultdict(set)
        for module in self._model.program.modules:
            if not module.mentions("awaitable_attrs"):
                continue
            for node in module.nodes(ast.Attribute):
                if isinstance(node.value, ast.Attribute) and node.value.attr == "awaitable_attrs":
                    found[self._model.function(module, node)].add(node.attr)
        return found

    @cached_property
    def islands(self) -> frozenset[Function]:
        """The functions that SQLAlchemy runs in its greenlet, where a lazy load works: `run_sync`, events."""
        waiting = [found for found in self._model.program.functions if found.has(*SYNC_RUNNER_DECORATORS)]
        for site in self._model.sites:
            if any(name.endswith(SYNC_RUNNERS) for name in site.externals):
                for argument in site.node.args:
                    waiting += [one.function for one in self._model.values(argument) if isinstance(one, FunctionValue)]
        found: set[Function] = set()
        while waiting:
            function = waiting.pop()
            if function not in found and not function.is_async:
                found.add(function)
                waiting += [target for site in self._sites[function] for target in site.targets]
        return frozenset(found)


def _are_akin(classes: Iterable[Class], cls: Class) -> bool:
    return any(cls in {*one.mro(), *one.descendants()} for one in classes)


def loaded_names(model: Model) -> tuple[dict[Function | None, set[str]], dict[Function | None, dict[str, int]]]:
    """Return the attributes that loader options name in each function, and calls of `refresh`, these with the first."""
    loaders: dict[Function | None, set[str]] = defaultdict(set)
    refreshed: dict[Function | None, dict[str, int]] = defaultdict(dict)
    for site in model.sites:
        function = site.node.func
        named = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if named in LOADERS:
            for argument in site.node.args:
                unknown = named == "undefer_group" or isinstance(argument, ast.Name)
                loaders[site.function] |= {"*"} if unknown else _names_in(argument)
        elif named == "refresh":
            for argument in [*site.node.args[1:], *(keyword.value for keyword in site.node.keywords)]:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant):
                        refreshed[site.function].setdefault(str(part.value), site.module.start(site.node))
    return loaders, refreshed


def _names_in(node: ast.expr) -> set[str]:
    """Return the attributes and texts that an expression names."""
    names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return names | {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
