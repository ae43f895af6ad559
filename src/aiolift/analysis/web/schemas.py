"""Pydantic schemas, and which relationships one reads when it is filled from an object of a mapped class."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.own_reads import OwnRead, OwnReads
    from aiolift.program.entities import Class

_BASES = {"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic.generics.GenericModel"}
#: Fields that a schema may have beside what the object gives; a longer path is a circle of schemas.
_DEEPEST = 8


class Schemas:
    """The schemas of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._fields: dict[Class, dict[str, ast.AnnAssign]] = {}
        self._named: dict[ast.expr, tuple[Class, ...]] = {}
        self._within: dict[tuple[Class, ...], tuple[Class, ...]] = {}
        self._readable: dict[Class, set[str]] = {}
        self._requirements: dict[Class, set[str]] = {}

    def is_schema(self, cls: Class) -> bool:
        """Whether a class is a pydantic model without a table."""
        return not _BASES.isdisjoint(cls.externals()) and not self._model.mapping.is_mapped(cls)

    def fields(self, cls: Class) -> dict[str, ast.AnnAssign]:
        """Return the declarations of a schema's fields, its bases' included."""
        if cls not in self._fields:
            found: dict[str, ast.AnnAssign] = {}
            for base in cls.mro():
                for statement in getattr(base.node, "body", []):
                    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                        found.setdefault(statement.target.id, statement)
            self._fields[cls] = found
        return self._fields[cls]

    def mentioned(self, node: ast.expr | None) -> tuple[Class, ...]:
        """Return the schemas that an annotation or a `response_model` names, however nested."""
        if node is None:
            return ()
        if node not in self._named:
            self._named[node] = tuple(dict.fromkeys(cls for cls in self._classes(node) if self.is_schema(cls)))
        return self._named[node]

    def _classes(self, node: ast.expr) -> Iterator[Class]:
        for part in ast.walk(node):
            if isinstance(part, ast.Name | ast.Attribute):
                known = [value.cls for value in self._model.values(part) if isinstance(value, ClassValue)]
                yield from known or (self._model.program.classes_named(part.id) if isinstance(part, ast.Name) else ())
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                for name in re.findall(r"\w+", part.value):
                    yield from self._model.program.classes_named(name)

    def within(self, schemas: tuple[Class, ...]) -> tuple[Class, ...]:
        """Return schemas with those of their fields, which an object may be put into."""
        if schemas not in self._within:
            self._within[schemas] = self._find_within(schemas)
        return self._within[schemas]

    def _find_within(self, schemas: tuple[Class, ...]) -> tuple[Class, ...]:
        found: dict[Class, None] = {}
        waiting = list(schemas)
        while waiting:
            schema = waiting.pop(0)
            if schema not in found:
                found[schema] = None
                for field in self.fields(schema).values():
                    waiting += self.mentioned(field.annotation)
        return tuple(found)

    def fits(self, schema: Class, cls: Class) -> bool:
        """Whether a mapped class has every field that a schema requires."""
        readable = self.readable(cls)
        return self._required(schema) <= readable and not readable.isdisjoint(self.fields(schema))

    def readable(self, cls: Class) -> set[str]:
        """Return the names that can be read off an object of a mapped class."""
        if cls not in self._readable:
            own = {relationship.name for relationship in self._model.mapping.all_of(cls)}
            self._readable[cls] = own.union(*(base.names for base in cls.mro()))
        return self._readable[cls]

    def _required(self, schema: Class) -> set[str]:
        if schema not in self._requirements:
            self._requirements[schema] = {name for name, field in self.fields(schema).items() if _is_required(field)}
        return self._requirements[schema]

    def paths(self, schema: Class, cls: Class) -> Iterator[tuple[Relationship, ...]]:
        """Yield the relationships that filling `schema` from an object of `cls` reads, each with the way to it."""
        for path, owner, name in self._reads(schema, cls, ()):
            relationship = self._model.mapping.find(owner, name)
            if relationship is not None:
                yield (*path, relationship)

    def own_reads(
        self, schema: Class, cls: Class, reads: OwnReads
    ) -> Iterator[tuple[tuple[Relationship, ...], OwnRead]]:
        """Yield what properties read that fill `schema` from an object of `cls`, each with the way to its object."""
        for path, owner, name in self._reads(schema, cls, ()):
            yield from ((path, own) for own in reads.of(owner, name))

    def _reads(
        self, schema: Class, cls: Class, path: tuple[Relationship, ...]
    ) -> Iterator[tuple[tuple[Relationship, ...], Class, str]]:
        """Yield the attributes that a schema reads: the way to their object, its class, the name."""
        if len(path) >= _DEEPEST:
            return
        for name, field in self.fields(schema).items():
            yield path, cls, name
            relationship = self._model.mapping.find(cls, name)
            if relationship is None or relationship in path:
                continue
            for target in relationship.targets:
                for inner in self.mentioned(field.annotation):
                    yield from self._reads(inner, target, (*path, relationship))


def _is_required(field: ast.AnnAssign) -> bool:
    """Whether a field has no default."""
    value = field.value
    if value is None:
        kind = field.annotation.value if isinstance(field.annotation, ast.Subscript) else field.annotation
        return (getattr(kind, "id", None) or getattr(kind, "attr", None)) != "ClassVar"
    if isinstance(value, ast.Call):
        first = value.args[0] if value.args else None
        given = first if first is not None else keyword(value, "default")
        if given is None:
            return keyword(value, "default_factory") is None
        return isinstance(given, ast.Constant) and given.value is Ellipsis
    return False
