"""What a column refuses though its field would take it, per server."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Column, Dialect, Integer, MetaData, Numeric, String
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlmodel import Field, SQLModel

from aiolift.seeding.limits import cell_annotation
from tests.seeding.models import City, Detail, Level

MYSQL: Dialect = mysql.dialect()
SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()


class Special(SQLModel, table=True):
    """Columns of MySQL's own types."""

    metadata = MetaData()
    id: int | None = Field(default=None, primary_key=True)
    unsigned: int = Field(sa_column=Column(mysql.INTEGER(unsigned=True)))
    precise: Any = Field(default=None, sa_column=Column(mysql.DATETIME(fsp=6)))
    text: str


def check(model: type[SQLModel], name: str, cell: str | None, dialect: Dialect) -> str | None:
    """Return why the cell is refused, or None."""
    column = model.__table__.columns[model.__mapper__.columns[name].name]  # type: ignore[attr-defined]
    adapter = TypeAdapter(cell_annotation(model.model_fields[name], column, dialect))
    try:
        adapter.validate_python(cell)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    return None


@pytest.mark.parametrize("dialect", [MYSQL, SQLITE, POSTGRESQL], ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    ("model", "name", "taken", "refused"),
    [
        (City, "name", "가" * 10, "가" * 11),
        (Detail, "comment", "가" * 5, "가" * 6),
        (Detail, "email", "a@example.com", "long.name@example.com"),
        (Detail, "price", "1234.5", "12345.5"),
        (Detail, "price", "1234.5", "123.45"),
        (Detail, "long", str(2**63 - 1), str(2**63)),
        (Detail, "long", str(-(2**63)), str(-(2**63) - 1)),
        (Detail, "local_time", "2024-01-31 13:30:00", "20240131133000"),
        (Detail, "local_time", "2024-01-31", "2024.01.31"),
        (Detail, "opens", "13:30", "1330"),
        (City, "founded", "2024-01-31", "20131200"),
    ],
)
def test_everywhere(model: type[SQLModel], name: str, taken: str, refused: str, dialect: Dialect) -> None:
    """Lengths in characters, digits, ranges, and dates in ISO form only, on every server; None is always taken."""
    assert check(model, name, taken, dialect) is None
    assert check(model, name, refused, dialect) is not None
    if model is Detail:
        assert check(model, name, None, dialect) is None


def test_integer_ranges() -> None:
    """An INTEGER of SQLite has 64 bits, elsewhere it has 32; a SMALLINT has 16."""
    assert check(City, "population", str(2**31), SQLITE) is None
    assert check(City, "population", str(2**63), SQLITE) is not None
    for dialect in (MYSQL, POSTGRESQL):
        assert check(City, "population", str(2**31 - 1), dialect) is None
        assert check(City, "population", str(2**31), dialect) is not None
        assert check(Detail, "short", str(2**15 - 1), dialect) is None
        assert check(Detail, "short", str(2**15), dialect) is not None


def test_unsigned() -> None:
    """An unsigned column starts at zero and goes twice as far."""
    assert check(Special, "unsigned", str(2**32 - 1), MYSQL) is None
    assert check(Special, "unsigned", "-1", MYSQL) is not None


def test_str_without_length() -> None:
    """SQLModel gives a str without length 255 characters on MySQL, and no limit elsewhere."""
    assert check(Special, "text", "x" * 255, MYSQL) is None
    assert check(Special, "text", "x" * 256, MYSQL) is not None
    assert check(Special, "text", "x" * 256, SQLITE) is None


def test_decimal_without_precision() -> None:
    """MySQL would round such a Decimal to a whole number without a word."""
    assert check(Detail, "whole", "1.5", MYSQL) is not None
    assert check(Detail, "whole", "15", MYSQL) is None
    assert check(Detail, "whole", "1.5", POSTGRESQL) is None


@pytest.mark.parametrize("cell", ["2024-01-31T13:30:00.5", "2024-01-31T13:30:00.500+09:00"])
def test_fraction_of_a_second(cell: str) -> None:
    """MySQL would round a fraction away, unless the column has one."""
    assert "whole seconds" in str(check(Detail, "seen_at", cell, MYSQL))
    assert "whole seconds" in str(check(Detail, "local_time", cell, MYSQL))
    assert check(Detail, "seen_at", cell, SQLITE) is None
    assert check(Special, "precise", cell, MYSQL) is None


@pytest.mark.parametrize("cell", ["2024-01-31T13:30:00.000", "2024-01-31T13:30:00.0+09:00", "2024-01-31T13:30:00Z"])
def test_no_fraction_of_a_second(cell: str) -> None:
    """A fraction of zero is none."""
    assert check(Detail, "seen_at", cell, MYSQL) is None


@pytest.mark.parametrize("cell", ["nan", "inf", "-Infinity"])
def test_not_a_number(cell: str) -> None:
    """MySQL has no such floats, and SQLite would store a NaN as NULL."""
    assert check(Detail, "ratio", cell, MYSQL) is not None
    assert check(Detail, "ratio", cell, SQLITE) is not None
    assert check(Detail, "ratio", cell, POSTGRESQL) is None


def test_field_that_is_narrower_or_wider() -> None:
    """Of the limits of a field and its column both hold, whichever is the narrower."""

    class Both(SQLModel, table=True):
        metadata = MetaData()
        id: int | None = Field(default=None, primary_key=True)
        narrow_field: str = Field(max_length=3, sa_type=String(9))
        narrow_column: str = Field(max_length=9, sa_type=String(3))
        narrow_digits: Decimal = Field(max_digits=5, decimal_places=2, sa_type=Numeric(4, 2))
        small: int = Field(ge=-5, le=5)

    for name in ("narrow_field", "narrow_column"):
        assert check(Both, name, "xxx", MYSQL) is None
        assert check(Both, name, "xxxx", MYSQL) is not None
    assert check(Both, "narrow_digits", "12.34", MYSQL) is None
    assert check(Both, "narrow_digits", "123.4", MYSQL) is not None
    assert check(Both, "small", "-6", MYSQL) is not None


def test_enum_has_no_length() -> None:
    """An Enum is a str for SQLAlchemy; its values are not measured."""
    assert check(City, "level", Level.METROPOLITAN.value, MYSQL) is None


def test_integer_type_of_another_field() -> None:
    """Limits that do not fit the field's Python type are left to the server."""

    class Odd(SQLModel, table=True):
        metadata = MetaData()
        id: int | None = Field(default=None, primary_key=True)
        flag: bool = Field(sa_column=Column(Integer))

    assert check(Odd, "flag", "yes", MYSQL) is None
