"""Objects that the program has made and stored, and which of their collections nothing has loaded since.

Before a flush a new object's collection is empty without a query. After it the object is like one that a query has
given: a collection that was neither filled nor loaded is lazy.
https://docs.sqlalchemy.org/en/21/orm/session_state_management.html#quickie-intro-to-object-states
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.mapped_values import CONSTRUCTORS
from aiolift.analysis.objects.object_origins import named_classes
from aiolift.analysis.web.dependencies import is_endpoint
from aiolift.program.entities import Class, Function
from aiolift.program.values import External, Instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.program.source import Module

_WRITES = {"flush", "commit", "refresh"}
_ADDS = {"add", "add_all", "merge"}
#: What makes a dictionary of a schema's fields.
_DUMPS = {"model_dump", "dict", "jsonable_encoder"}
_FILLS = {"append", "extend", "insert", "add", "update"}
#: Mapped classes whose constructor gives every collection a value.
_DATACLASSES = {"sqlalchemy.orm.MappedAsDataclass"}
#: How many calls down a helper may store, or fill, what its caller makes.
_HELPERS = 2


class NewObjects:
    """The objects that `model`'s program makes for its async sessions.

    :param loaded: the attributes that a function loads, itself or by its helpers.
    """

    def __init__(self, model: Model, sessions: AsyncSessions, loaded: Callable[[Function | None], set[str]]) -> None:
        self._model = model
        self._sessions = sessions
        self._loaded = loaded
        self._reached: dict[Function, tuple[Function, ...]] = {}
        self._read: dict[Function, list[ast.Attribute]] = {}

    def lacks(self, origin: Origin, relationship: Relationship, module: Module, read: ast.expr) -> bool:
        """Whether an object was made and stored before it is read, and a relationship of it was never given a value.

        :param read: what reads the relationship, or gives the object to what does.
        """
        reader = self._model.function(module, read)
        if reader is not None and origin.node in reader.parameters:
            origin = replace(origin, function=reader)
        maker = origin.function
        if origin.path or reader is None or maker is None or not self._makes(origin, relationship):
            return False
        functions = {maker, reader, *origin.through}
        if any(relationship.name in self._loaded(function) for function in functions):
            return False
        stored = self._stored(origin, functions, module, read)
        return stored is not None and not self._is_filled(origin, relationship, functions, stored)

    # -- what is made --------------------------------------------------------------------------------------------------

    def _makes(self, origin: Origin, relationship: Relationship) -> bool:
        """Whether an origin makes an object of the relationship's class, without the relationship."""
        classes = self._classes(origin)
        if not any(relationship.owner in {*one.mro(), *one.descendants()} for one in classes):
            return False
        if any(not _DATACLASSES.isdisjoint(one.externals()) for one in classes):
            return False
        call = origin.node
        if not isinstance(call, ast.Call):
            return True
        sources = [given.value for given in call.keywords if given.arg is None]
        if origin.kind == "made" and not self._constructs(call.func):
            named = {given.arg for given in call.keywords}
            return relationship.name not in named and not call.args and self._are_dumps(sources, origin, relationship)
        return len(call.args) == 1 and not call.keywords and self._is_without(call.args[0], relationship)

    def _classes(self, origin: Origin) -> set[Class]:
        """Return the mapped classes of what an origin makes: by a constructor, from a schema, or from a request."""
        match origin.node:
            case ast.Call(func=ast.Attribute(value=owner) as function) if self._constructs(function):
                return named_classes(self._model, owner)
            case ast.Call(func=function) if origin.kind == "made":
                return named_classes(self._model, function)
            case ast.arg(annotation=ast.expr() as annotation) as parameter if origin.function is not None:
                if is_endpoint(origin.function) and not self._has_default(origin.function, parameter):
                    return {one for one in named_classes(self._model, annotation) if self._model.mapping.is_mapped(one)}
        return set()

    def _constructs(self, function: ast.expr) -> bool:
        return any(isinstance(one, External) and one.name in CONSTRUCTORS for one in self._model.values(function))

    def _has_default(self, function: Function, parameter: ast.arg) -> bool:
        arguments = function.definition.args
        positional = [*arguments.posonlyargs, *arguments.args]
        given = {*positional[len(positional) - len(arguments.defaults) :]} if arguments.defaults else set()
        given |= {one for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default}
        return parameter in given or bool(self._model.providers.get(parameter))

    def _are_dumps(self, sources: list[ast.expr], origin: Origin, relationship: Relationship) -> bool:
        """Whether `**body.model_dump()` and its like say nothing of the relationship."""
        return all(self._is_dump(source, origin, relationship) for source in sources)

    def _is_dump(self, source: ast.expr, origin: Origin, relationship: Relationship) -> bool:
        match source:
            case ast.Call(func=ast.Attribute(value=schema, attr=name)) if name in _DUMPS:
                return self._is_without(schema, relationship)
            case ast.Call(func=ast.Name(id=name), args=[schema]) if name in _DUMPS:
                return self._is_without(schema, relationship)
            case ast.Name(id=name) if origin.function is not None:
                assigned = [
                    node.value
                    for node in ast.walk(origin.function.node)
                    if isinstance(node, ast.Assign)
                    and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
                ]
                calls = [value for value in assigned if isinstance(value, ast.Call)]
                return bool(calls) and len(calls) == len(assigned) and self._are_dumps([*calls], origin, relationship)
        return False

    def _is_without(self, schema: ast.expr, relationship: Relationship) -> bool:
        """Whether an expression is of schemas that have no field of the relationship's name."""
        classes = [value.cls for value in self._model.instances(schema)]
        known = [cls for cls in classes if isinstance(cls, Class)]
        return bool(known) and not any(
            relationship.name in base.declared | base.names for cls in known for base in cls.mro()
        )

    # -- what becomes of it --------------------------------------------------------------------------------------------

    def _stored(self, origin: Origin, functions: set[Function], module: Module, read: ast.expr) -> int | None:
        """Return where in the maker's text an object is stored, or where the maker ends; None where it never is."""
        maker, here = origin.function, self._model.function(module, read)
        assert maker is not None
        wanted = self._classes(origin)
        within = {reached for function in functions for reached in self.reach(function)}
        if not any(self._adds(site, wanted) for function in within for site in self._calls(function)):
            return None
        start = _start(maker, origin.node)
        for function in (maker, *(functions - {maker})):
            until = module.start(read) if function is here else function.module.end(function.node)
            for site in self._calls(function):
                place = site.module.start(site.node)
                if place < until and (function is not maker or place > start) and self._writes(site):
                    return place if function is maker else maker.module.end(maker.node)
        return None

    def _adds(self, site: Site, wanted: set[Class]) -> bool:
        if self._sessions.method(site) not in _ADDS or not site.node.args:
            return False
        added = [*self._model.instances(site.node.args[0])]
        parts = (part for one in added for part in one.of)
        inside = (value for part in parts for value in self._model.flow.content(part) if isinstance(value, Instance))
        return any(value.cls in wanted for value in (*added, *inside))

    def _writes(self, site: Site) -> bool:
        """Whether a call flushes an async session, itself or in a helper."""
        reached = (one for target in site.targets for one in self.reach(target))
        return self._sessions.method(site) in _WRITES or any(
            self._sessions.method(inner) in _WRITES for function in reached for inner in self._calls(function)
        )

    def _is_filled(self, origin: Origin, relationship: Relationship, functions: set[Function], stored: int) -> bool:
        """Whether something may put a value into the relationship, from one side or the other, before it is read."""
        name = relationship.name
        back = {found.name for cls in relationship.targets for found in self._model.mapping.all_of(cls)}
        maker = origin.function
        assert maker is not None
        for function in {reached for one in functions for reached in self.reach(one)}:
            given = (keyword.arg for site in self._calls(function) for keyword in site.node.keywords)
            if not back.isdisjoint(given):
                return True  # `Post(author=user)` puts the post into `user.posts`
            for node in self._attributes(function):
                if isinstance(node.ctx, ast.Store) and node.attr in {name, *back}:
                    return True
                if node.attr != name:
                    continue
                if function is maker and _start(maker, origin.node) < function.module.start(node) < stored:
                    return True  # the read makes it an empty one
                used = function.module.parents.get(node)
                if function is not maker and isinstance(used, ast.Attribute) and used.attr in _FILLS:
                    return True  # `user.posts.append(post)`
        return False

    def _calls(self, function: Function) -> list[Site]:
        return self._model.calls_in.get(function, [])

    def reach(self, function: Function) -> tuple[Function, ...]:
        """Return a function with those that it calls, to some depth."""
        if function not in self._reached:
            found = dict.fromkeys([function])
            last = [function]
            for _ in range(_HELPERS):
                last = [target for one in last for site in self._calls(one) for target in site.targets]
                found.update(dict.fromkeys(last))
            self._reached[function] = tuple(found)
        return self._reached[function]

    def _attributes(self, function: Function) -> list[ast.Attribute]:
        if function not in self._read:
            self._read[function] = [node for node in ast.walk(function.node) if isinstance(node, ast.Attribute)]
        return self._read[function]


def _start(maker: Function, made: ast.AST) -> int:
    """Return where an object is made: that of a parameter is there from the start."""
    return maker.module.start(made if isinstance(made, ast.Call) else maker.node)
