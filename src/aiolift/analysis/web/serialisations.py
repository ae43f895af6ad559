"""Where pydantic fills a schema from objects of mapped classes: responses, `model_validate` and its like."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword
from aiolift.analysis.objects.object_origins import returned
from aiolift.analysis.web.pairings import Pairings
from aiolift.analysis.web.parsed import is_data
from aiolift.analysis.web.schemas import Schemas
from aiolift.program.entities import Class, Function
from aiolift.program.values import Cell, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.own_reads import OwnRead, OwnReads
    from aiolift.program.source import Module
    from aiolift.program.values import Values

_ROUTES = {"get", "post", "put", "patch", "delete", "api_route", "options", "head"}
#: Methods of a schema that take an object: position 0.
_METHODS = {"model_validate", "from_orm", "parse_obj"}
#: Functions that take a schema and an object.
_FUNCTIONS = {"pydantic.parse_obj_as": (0, 1), "pydantic.tools.parse_obj_as": (0, 1)}
_NESTED = 4
#: What of nothing is known is an object of the classes that share more of a schema's names than so much of the most.
_SHARE = 0.7


@dataclass(frozen=True, eq=False)
class Serialisation:
    """One place where objects are read by a schema.

    :param node: the object, or what holds it.
    :param cls: the objects' class.
    :param function: the endpoint, or the function that calls the schema.
    :param paths: the relationships that are read, each with the way to it.
    :param by: the schema's name.
    :param own: what properties of the objects read, each with the way to its object.
    :param several: whether objects of other classes may stand there too.
    """

    module: Module
    node: ast.expr
    cls: Class
    function: Function | None
    paths: tuple[tuple[Relationship, ...], ...]
    by: str
    own: tuple[tuple[tuple[Relationship, ...], OwnRead], ...] = ()
    several: bool = False


def serialisations(model: Model, own: OwnReads | None = None) -> Iterator[Serialisation]:
    """Yield every serialisation that reads a relationship, itself or by a property of those in `own`."""
    if not model.mapping.relationships:
        return
    finder = _Finder(model, Schemas(model), own)
    for function in model.program.functions:
        yield from finder.endpoint(function)
    for site in model.sites:
        yield from finder.call(site)


class _Finder:
    def __init__(self, model: Model, schemas: Schemas, own: OwnReads | None) -> None:
        self._model = model
        self._schemas = schemas
        self._own = own
        self._pairings = Pairings(model, schemas)
        mapped = [cls for cls in model.program.classes if model.mapping.is_mapped(cls)]
        self._order = {cls: number for number, cls in enumerate(mapped)}
        self._having: dict[str, set[Class]] = defaultdict(set)
        for cls in mapped:
            for relationship in model.mapping.all_of(cls):
                self._having[relationship.name].add(cls)
        self._fitting: dict[Class, list[Class]] = {}
        self._read: dict[tuple[Class, Class], tuple[tuple[Relationship, ...], ...]] = {}

    def endpoint(self, function: Function) -> Iterator[Serialisation]:
        """FastAPI reads what an endpoint returns by its `response_model`, or by its annotation."""
        node = function.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        for decorator in node.decorator_list:
            if not (
                isinstance(decorator, ast.Call)
                and isinstance(decorator.func, ast.Attribute)
                and decorator.func.attr in _ROUTES
            ):
                continue
            given = keyword(decorator, "response_model")
            schemas = self._schemas.mentioned(given if given is not None else node.returns)
            if schemas:
                for value in returned(node):
                    yield from self._serialised(function.module, value, function, schemas)

    def call(self, site: Site) -> Iterator[Serialisation]:
        """`Schema.model_validate(x)`, `TypeAdapter(list[Schema]).validate_python(x)`, `parse_obj_as(Schema, x)`."""
        node, function = site.node, site.node.func
        if isinstance(function, ast.Attribute) and node.args:
            if function.attr in _METHODS:
                schemas = self._schemas.mentioned(function.value)
                yield from self._serialised(site.module, node.args[0], site.function, schemas)
            elif function.attr == "validate_python" and isinstance(function.value, ast.Call):
                schemas = self._schemas.mentioned(function.value.args[0] if function.value.args else None)
                yield from self._serialised(site.module, node.args[0], site.function, schemas)
        for name in site.externals:
            if name in _FUNCTIONS and len(node.args) > 1:
                schemas = self._schemas.mentioned(node.args[0])
                yield from self._serialised(site.module, node.args[1], site.function, schemas)

    def _serialised(
        self, module: Module, node: ast.expr, function: Function | None, schemas: tuple[Class, ...]
    ) -> Iterator[Serialisation]:
        if not schemas or _is_filled(node) or is_data(self._model, module, node):
            return
        held = _contents(self._model.values(node), _NESTED)
        known = [cls for base in held for cls in self._mapped_as(base) if not self._pairings.is_foreign(function, cls)]
        if held and not known:
            return  # schemas already, or something else of the program's own
        alone = {cls for base in _contents(self._model.values(node), 0) for cls in self._mapped_as(base)}
        for schema in self._schemas.within(schemas):
            for cls in known or self._candidates(schema):
                if schema not in schemas and cls in alone:
                    continue  # it is put into the schema itself, not into one of its fields
                if schema in schemas and self._pairings.are_apart(function, schema, cls):
                    continue
                paths = self._paths(schema, cls)
                fits = self._own is not None and bool(known) and self._schemas.fits(schema, cls)
                own = tuple(self._schemas.own_reads(schema, cls, self._own)) if fits and self._own is not None else ()
                if paths or own:
                    several = len(known) > 1
                    yield Serialisation(module, node, cls, function, paths, schema.name, own, several)

    def _candidates(self, schema: Class) -> list[Class]:
        """Return the mapped classes that fit a schema best, among those with a relationship of one of its names."""
        if schema not in self._fitting:
            names = set(self._schemas.fields(schema))
            found = set().union(*(self._having.get(name, ()) for name in names))
            shared = {cls: len(names & self._schemas.readable(cls)) for cls in found if self._schemas.fits(schema, cls)}
            most = max(shared.values(), default=0)
            fitting = [cls for cls, number in shared.items() if number > most * _SHARE]
            self._fitting[schema] = sorted(fitting, key=self._order.__getitem__)
        return self._fitting[schema]

    def _paths(self, schema: Class, cls: Class) -> tuple[tuple[Relationship, ...], ...]:
        """Return the relationships that a schema reads off an object of a class that it fits."""
        if (schema, cls) not in self._read:
            fits = self._schemas.fits(schema, cls)
            self._read[schema, cls] = tuple(self._schemas.paths(schema, cls)) if fits else ()
        return self._read[schema, cls]

    def _mapped_as(self, cls: Class) -> list[Class]:
        """Return the mapped classes that an instance can be of: of a mixin's or base's, any that derives from it."""
        if self._model.mapping.is_mapped(cls):
            return [cls]
        return [below for below in cls.descendants() if self._model.mapping.is_mapped(below)]


def _is_filled(node: ast.expr) -> bool:
    """Whether an expression is a schema that was filled already, there."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS


def _contents(values: Values, depth: int) -> set[Class]:
    """Return the program's classes that values are instances of, or hold."""
    found: set[Class] = set()
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.cls, Class):
                found.add(value.cls)
            for part in value.of if depth else ():
                if not isinstance(part, Cell):
                    found |= _contents(part, depth - 1)
    return found
