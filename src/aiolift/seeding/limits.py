"""What a cell must be beyond what its field says: the limits of the column, which servers do not all enforce.

SQLite ignores the length of a VARCHAR, and MySQL rounds a DECIMAL and the fraction of a DATETIME without a word.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, LiteralString, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    AwareDatetime,
    EmailStr,
    FutureDate,
    FutureDatetime,
    GetCoreSchemaHandler,
    NaiveDatetime,
    PastDate,
    PastDatetime,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, Numeric, SmallInteger, String, Time
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from sqlalchemy import Column

#: How the values of the types are written.
_FORMS = (
    dict.fromkeys([date, PastDate, FutureDate], "2024-01-31")
    | dict.fromkeys([datetime, NaiveDatetime, AwareDatetime, PastDatetime, FutureDatetime], "2024-01-31T13:30:00")
    | {time: "13:30:00"}
)
_MYSQL = ("mysql", "mariadb")
_NOT_WHOLE: LiteralString = (
    "The column keeps whole seconds; leave the fraction out, or give the column one (DATETIME(6))"
)
#: Constraints that SQLModel gives to the column too.
_SHARED_CONSTRAINTS = ("max_length", "max_digits", "decimal_places")
#: MySQL's DECIMAL without precision and scale.
_MYSQL_DECIMAL = (10, 0)


def cell_annotation(field: FieldInfo, column: Column[Any], dialect: Dialect) -> Any:
    """Return the annotation against which pydantic checks a cell: a str, or None for an empty cell."""
    annotation = field.rebuild_annotation()
    type_ = _column_type(column, dialect)
    if isinstance(type_, JSON):
        return Annotated[annotation, _Json()]
    base = _base(field.annotation)
    if base in _FORMS:
        return Annotated[annotation, _Temporal(_FORMS[base], whole_seconds=_is_whole(type_, dialect))]
    limit = _limit(base, type_, dialect)
    if limit is None or _says_the_same(field, limit):
        return annotation
    return Annotated[annotation, _Then(limit)]


def field_annotation(field: FieldInfo, column: Column[Any], dialect: Dialect) -> Any:
    """Return the annotation against which pydantic checks a value that is not text, as a program has it."""
    annotation = field.rebuild_annotation()
    type_ = _column_type(column, dialect)
    base = _base(field.annotation)
    if base in _FORMS:
        return (
            Annotated[annotation, AfterValidator(_require_whole_seconds)] if _is_whole(type_, dialect) else annotation
        )
    limit = _limit(base, type_, dialect)
    return annotation if limit is None or _says_the_same(field, limit) else Annotated[annotation, _Then(limit)]


def value_annotation(field: FieldInfo, column: Column[Any], dialect: Dialect) -> Any:
    """Return the annotation against which pydantic checks a value that the model has accepted."""
    limit = _limit(_base(field.annotation), _column_type(column, dialect), dialect)
    return Annotated[Any, _Then(limit)] if limit else Any


def _is_whole(type_: TypeEngine[Any], dialect: Dialect) -> bool:
    """Whether the column keeps no fraction of a second, and MySQL would round it away."""
    return dialect.name in _MYSQL and isinstance(type_, (DateTime, Time)) and not getattr(type_, "fsp", None)


def _require_whole_seconds(value: datetime | time | None) -> datetime | time | None:
    if value is not None and value.microsecond:
        raise PydanticCustomError("not_whole_seconds", _NOT_WHOLE)
    return value


def _column_type(column: Column[Any], dialect: Dialect) -> TypeEngine[Any]:
    """Return the type that the column has on this server, below any TypeDecorator."""
    type_ = column.type.dialect_impl(dialect)
    return type_.impl_instance if isinstance(type_, TypeDecorator) else type_


def is_optional(field: FieldInfo) -> bool:
    """Whether the field may be None."""
    return type(None) in get_args(field.annotation)


def _base(annotation: Any) -> Any:
    """Return ``T`` of ``T``, ``T | None`` and ``Annotated[T, …]``, and Any of other unions."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _base(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _base(members[0]) if len(members) == 1 else Any
    return annotation


def _limit(base: Any, type_: TypeEngine[Any], dialect: Dialect) -> CoreSchema | None:
    """Return what a value of the Python type `base` must be to fit the column."""
    if base in {str, EmailStr} and isinstance(type_, String) and not isinstance(type_, Enum) and type_.length:
        return core_schema.str_schema(max_length=type_.length)
    if base is int and isinstance(type_, Integer):
        smallest, largest = _integer_range(type_, dialect)
        return core_schema.int_schema(ge=smallest, le=largest)
    if base is Decimal and isinstance(type_, Numeric):
        default = _MYSQL_DECIMAL if dialect.name in _MYSQL else (None, None)
        precision, scale = (type_.precision, type_.scale or 0) if type_.precision else default
        return core_schema.decimal_schema(max_digits=precision, decimal_places=scale)
    if base is float and dialect.name != "postgresql":
        return core_schema.float_schema(allow_inf_nan=False)
    return None


def _says_the_same(field: FieldInfo, limit: CoreSchema) -> bool:
    """Whether the field has the constraints of `limit` itself, as where SQLModel made the column from them."""
    said: dict[str, Any] = {"type": limit["type"]}
    for constraint in field.metadata:
        for name in _SHARED_CONSTRAINTS:
            if (value := getattr(constraint, name, None)) is not None:
                said[name] = value
    return said == limit


def _integer_range(type_: Integer, dialect: Dialect) -> tuple[int, int]:
    if dialect.name == "sqlite" or isinstance(type_, BigInteger):
        bits = 64
    else:
        bits = 16 if isinstance(type_, SmallInteger) else 32
    if getattr(type_, "unsigned", False):
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


@dataclass(frozen=True)
class _Then:
    """A second look at the value, after the field's own annotation, whose constraints stay as they are."""

    limit: CoreSchema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.chain_schema([handler(source), core_schema.nullable_schema(self.limit)])


class _Json:
    """A cell with JSON text."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.nullable_schema(core_schema.json_schema(handler(source)))


@dataclass(frozen=True)
class _Temporal:
    """A date or time in ISO form: pydantic alone would read 20240131 as seconds since 1970."""

    form: str
    """A value as it is written."""
    whole_seconds: bool

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        steps = [_matching("[0-9][-:]", "not_iso", f"Input should be written like {self.form}")]
        if self.whole_seconds:
            steps.append(_matching(r"^[^.,]*([.,]0+([^0-9].*)?)?$", "not_whole_seconds", _NOT_WHOLE))
        return core_schema.chain_schema([*steps, handler(source)])


def _matching(pattern: str, error: str, message: str) -> CoreSchema:
    matching = core_schema.nullable_schema(core_schema.str_schema(pattern=pattern))
    return core_schema.custom_error_schema(matching, error, custom_error_message=message)
