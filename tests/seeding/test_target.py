"""The table that a file goes to, and its header."""

from pathlib import Path

import pytest
from sqlalchemy.dialects import mysql
from sqlmodel import SQLModel

from aiolift.errors import SeedError, SeedHeaderError
from aiolift.seeding.target import Target, find_target
from tests.seeding.models import Branch, City, Defaulted, Detail, Shop

PATH = Path("cities.csv")
DIALECT = mysql.dialect()


class NoTable(SQLModel):
    """A model without a table."""

    name: str


def find(model: type[SQLModel], header: str, key: object = ("name",)) -> Target:
    """Return the target of a file with this header."""
    return find_target(model, header.split(","), key, path=PATH, dialect=DIALECT)  # type: ignore[arg-type]


def error(model: type[SQLModel], header: str, key: object = ("name",)) -> SeedError:
    """Return the error of a file with this header."""
    with pytest.raises(SeedError) as caught:
        find(model, header, key)
    return caught.value


def test_columns() -> None:
    """The columns of the header come first, then those with a default; the server numbers the rows."""
    target = find(City, "name,code,level", key=("code",))
    assert target.names == ("name", "code", "level", "population", "is_capital")


def test_column_of_another_name() -> None:
    """The header has the name of the field, where the column has another."""
    assert find(Detail, "code,comment", key=("code",)).columns["comment"].name == "remark"


def test_missing() -> None:
    """A field without default must be in the file."""
    found = error(City, "name")
    assert (type(found), found.line, found.column) == (SeedHeaderError, 1, "code")
    assert "missing, and its field has no default" in str(found)


def test_missing_key() -> None:
    """A field of the key must be in the file, whether it has a default or not."""
    found = error(City, "code,name", key=("code", "population"))
    assert (type(found), found.column) == (SeedHeaderError, "population")
    assert "part of the key" in str(found)


def test_unknown() -> None:
    """A column that the model lacks is refused, with the fields that it has."""
    found = error(City, "code,name,mayor")
    assert (type(found), found.line, found.column) == (SeedHeaderError, 1, "mayor")
    assert "City has no such field; it has id, code, name" in str(found)


def test_semicolons() -> None:
    """A header in one piece gets the advice to use commas."""
    assert "separated by commas" in str(error(City, "code;name"))


def test_repeated() -> None:
    """A column that is named twice is refused."""
    found = error(City, "code,name,code")
    assert (type(found), found.column) == (SeedHeaderError, "code")
    assert "twice" in str(found)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (("nmae",), "no field 'nmae'; it has id, code"),
        ("name", r"write key=\('name',\)"),
        ((), "not a tuple of field names"),
        (("name", "name"), "names a field twice"),
    ],
)
def test_wrong_key(key: object, message: str) -> None:
    """A key that does not name fields is refused."""
    with pytest.raises(SeedError, match=message):
        find(City, "code,name", key)


def test_float_key() -> None:
    """A float does not identify a row, as servers round it."""
    assert "not exact" in str(error(Detail, "code,ratio", key=("ratio",)))


def test_no_table() -> None:
    """A model must be a table."""
    assert "declare it with table=True" in str(error(NoTable, "name"))


def test_defaults() -> None:
    """Absent columns get the default of their field or column; expressions are left to the server."""
    target = find(Defaulted, "name")
    values = {name: default() for name, default in target.defaults.items()}
    assert values.pop("id") != target.defaults["id"]()
    assert values == {"constant": "같음", "by_column": 7, "by_call": 8}


def test_no_default_for_an_absent_key_of_the_table() -> None:
    """The server numbers the rows of a table whose id is not in the file."""
    assert "id" not in find(Branch, "name,city_code").names


def test_validators() -> None:
    """A model with validators is known, and may set its absent fields itself."""
    target = find(Shop, "name,open")
    assert target.has_validators
    assert target.names == ("name", "open", "slug", "low", "high")
    assert not find(City, "code,name").has_validators
