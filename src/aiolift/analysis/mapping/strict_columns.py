"""Columns that are given values of another type, which psycopg turns into SQL and asyncpg refuses.

https://magicstack.github.io/asyncpg/current/usage.html#type-conversion
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import declarations, keyword
from aiolift.analysis.web.schemas import Schemas
from aiolift.program.nodes import walk
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class

_KINDS = {
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT", "AutoString"), "str"),
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT"), "int"),
    **dict.fromkeys(("DateTime", "TIMESTAMP"), "datetime"),
    "Date": "date",
}
#: Types around another type, or with an encoding of their own.
_OTHER = {"ARRAY", "JSON", "JSONB", "Enum", "ENUM", "Interval", "UUID", "Uuid", "relationship", "Relationship"}
_ANNOTATION = re.compile(
    r"(?:\w+\.)*?(?:Mapped\[)?(?:(?:\w+\.)*Optional\[)?(?:\w+\.)*(\w+)\]?(?: \| None)?\]?", re.ASCII
)
_REFUSED = {
    "str": re.compile(r"UUID[1-5]?|int|float|bool|bytes|Decimal|date|datetime|time|timedelta"),
    "int": re.compile(r"str"),
    "datetime": re.compile(r"str"),
    "date": re.compile(r"str"),
}
#: What gives a value that is no text, and the value's type; bcrypt's hashes are bytes.
_GIVERS = {"bcrypt.hashpw": "bytes", "uuid.uuid1": "UUID", "uuid.uuid4": "UUID"}
_DEFAULTS = ("default", "default_factory", "onupdate", "insert_default")


@dataclass(frozen=True)
class Refused:
    """One column that may be given what asyncpg refuses.

    :param column: the attribute's name.
    :param kind: the Python type that the column takes.
    :param given: what it is given: a type, or `aware datetime`.
    :param source: the schema or the function that gives it; empty where the column's own default does.
    """

    column: str
    kind: str
    given: str
    source: str = ""


def refused(model: Model) -> Iterator[tuple[Class, list[Refused]]]:
    """Yield the mapped classes with the columns that a schema's field or a default gives another type."""
    schemas = Schemas(model)
    inputs = [cls for cls in model.program.classes if schemas.is_schema(cls)]
    assigned = _assigned(model)
    for cls in model.program.classes:
        if not model.mapping.is_mapped(cls):
            continue
        columns = [
            (name, value, kind)
            for name, value, annotation in declarations(cls)
            if isinstance(value, ast.Call) and (kind := _kind(value, annotation))
        ]
        found = [
            Refused(name, kind, "aware datetime")
            for name, value, kind in columns
            if kind == "datetime" and "timezone=True" not in ast.unparse(value) and _is_aware(model, value)
        ]
        found += [
            Refused(name, kind, _GIVERS[giver], giver)
            for name, value, kind in columns
            for giver in sorted(assigned.get((cls, name), set()) | _defaults(model, value))
            if kind == "str"
        ]
        kinds = {name: kind for name, _, kind in columns}
        for schema in inputs:
            fields = schemas.fields(schema)
            if kinds.keys() & fields.keys() and schemas.fits(schema, cls):
                for name in kinds.keys() & fields.keys():
                    given = _ANNOTATION.fullmatch(ast.unparse(fields[name].annotation))
                    if given and _REFUSED[kinds[name]].fullmatch(given[1]):
                        declared = next(base for base in schema.mro() if fields[name] in getattr(base.node, "body", ()))
                        found.append(Refused(name, kinds[name], given[1], declared.name))
        if found:
            yield cls, sorted(set(found), key=lambda one: (one.column, one.source))


def _assigned(model: Model) -> dict[tuple[Class, str], set[str]]:
    """Return what the methods of a class assign to its attributes, where that is a call of `_GIVERS`."""
    found: dict[tuple[Class, str], set[str]] = {}
    for site in model.naming(_GIVERS):
        match site.module.parents[site.node]:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                if site.function is not None and site.function.owner is not None:
                    found.setdefault((site.function.owner, name), set()).update(_GIVERS.keys() & site.externals)
            case _:
                pass
    return found


def _defaults(model: Model, column: ast.Call) -> set[str]:
    """Return which of `_GIVERS` a column's default is."""
    given = (keyword(column, name) for name in _DEFAULTS)
    return {name for default in given if default is not None for name in _GIVERS.keys() & model.names(default)}


def _kind(value: ast.Call, annotation: str) -> str | None:
    """Return the Python type that a column takes; None for what is no column, or of a type that is not known."""
    given = [*value.args, *(word.value for word in value.keywords if word.arg in {"sa_type", "type_", "sa_column"})]
    names = {getattr(part, "id", None) or getattr(part, "attr", None) for node in given for part in walk(node)}
    names |= {getattr(value.func, "id", None), getattr(value.func, "attr", None)}
    if names & _OTHER:
        return None
    written = next((_KINDS[name] for name in sorted(filter(None, names)) if name in _KINDS), None)
    said = _ANNOTATION.fullmatch(annotation)
    return written or (said[1] if said and said[1] in _REFUSED else None)


def _is_aware(model: Model, column: ast.Call) -> bool:
    """Whether a default of a column is `datetime.now(UTC)`, in a lambda or in a function of the program."""
    inner = [node for node in walk(column) if isinstance(node, ast.Call)]
    for call in inner:
        for default in filter(None, (keyword(call, name) for name in _DEFAULTS)):
            bodies: list[ast.AST] = [default]
            for value in model.flow.nodes.get(default, ()):
                if isinstance(value, FunctionValue):
                    bodies.append(value.function.node)
            if any(_has_zone(body) for body in bodies):
                return True
    return False


def _has_zone(body: ast.AST) -> bool:
    return "tzinfo=None" not in ast.unparse(body) and any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "now"
        and bool(node.args or node.keywords)
        for node in walk(body)
    )
