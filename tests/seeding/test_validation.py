"""Cells to values, and what is refused. The limits of columns are in test_limits."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import mysql
from sqlmodel import SQLModel

from aiolift.errors import SeedValueError
from aiolift.seeding.reader import Records
from aiolift.seeding.target import find_target
from aiolift.seeding.validation import CellValidator, ModelValidator
from tests.seeding.models import City, Detail, Level, Shop

PATH = Path("cities.csv")


def validate(model: type[SQLModel], header: str, *rows: str) -> dict[str, Any]:
    """Validate rows that start at line 2, and return the values by column."""
    names = header.split(",")
    target = find_target(model, names, names[:1], path=PATH, dialect=mysql.dialect())
    validator = ModelValidator(target) if target.has_validators else CellValidator(target)
    records = Records(list(range(2, len(rows) + 2)), [row.split(",") for row in rows], position=0)
    return dict(zip(target.names, validator.validate(records), strict=True))


def error(model: type[SQLModel], header: str, *rows: str) -> SeedValueError:
    """Return the error of rows."""
    with pytest.raises(SeedValueError) as caught:
        validate(model, header, *rows)
    return caught.value


def test_values() -> None:
    """Cells become values of the fields' types."""
    values = validate(
        City,
        "code,name,population,area,founded,level,is_capital",
        "A,서울, 12 ,605.2,1394-10-28,광역시,yes",
        "B,b,0,,,,0",
    )
    assert values == {
        "code": ("A", "B"),
        "name": ("서울", "b"),
        "population": (12, 0),
        "area": (Decimal("605.2"), None),
        "founded": (date(1394, 10, 28), None),
        "level": (Level.METROPOLITAN, None),
        "is_capital": (True, False),
    }


def test_defaults() -> None:
    """Each row gets the value of an absent column."""
    values = validate(City, "code,name", "A,a", "B,b")
    assert values["population"] == [0, 0]
    assert values["is_capital"] == [False, False]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("population", "-1", "'-1' is refused: Input should be greater than or equal to 0"),
        ("population", "many", "'many' is refused: Input should be a valid integer"),
        ("population", "", "an empty cell is refused: Input should be a valid integer"),
        ("area", "1.234", "no more than 2 decimal places"),
        ("founded", "1394-13-01", "month value is outside"),
        ("level", "시", "'광역시' or '도'"),
        ("is_capital", "maybe", "valid boolean"),
    ],
)
def test_refused(column: str, cell: str, message: str) -> None:
    """A cell that the field refuses is an error with line, column and cell."""
    found = error(City, f"code,name,{column}", f"A,a,{cell}")
    assert (found.path, found.line, found.column) == (PATH, 2, column)
    assert message in str(found)


def test_first_refusal() -> None:
    """Of several refused cells the first one is reported."""
    found = error(City, "code,name,population", "A,a,1", "B,b,x", "C,c,y")
    assert (found.line, found.column) == (3, "population")


def test_too_short() -> None:
    """The constraints of pydantic apply, and an empty cell of a field that is not optional is an empty str."""
    assert "at least 1 character" in str(error(City, "code,name", ",a"))
    assert validate(City, "code,name", "A,")["name"] == ("",)


def test_long_cells_are_not_shown_whole() -> None:
    """An error shows the beginning of a long cell."""
    assert len(str(error(City, "code,name,population", f"A,a,{'9' * 1000}"))) < 250


def test_json() -> None:
    """A cell of a JSON column is JSON."""
    rows = [["A", '["a", "b"]'], ["B", ""]]
    target = find_target(Detail, ["code", "tags"], ["code"], path=PATH, dialect=mysql.dialect())
    columns = CellValidator(target).validate(Records([2, 3], rows, position=0))
    assert columns[1] == (["a", "b"], None)
    assert "Invalid JSON" in str(error(Detail, "code,tags", "A,[1"))


def test_model_with_validators() -> None:
    """Validators of the model apply, also to fields that the file does not have; the header has no aliases."""
    values = validate(Shop, "name,open,high", "Cafe,예,3", "BAR,0,4")
    assert values == {
        "name": ("Cafe", "BAR"),
        "open": (True, False),
        "high": (3, 4),
        "slug": ("cafe", "bar"),
        "low": (0, 0),
    }


def test_refused_by_a_field_of_a_model_with_validators() -> None:
    """A cell that the model refuses has its line and column, under the name of the field."""
    found = error(Shop, "name,open", "Cafe,예", f"{'x' * 11},예")
    assert (found.line, found.column) == (3, "name")
    found = error(Shop, "name,open", "Cafe,글쎄")
    assert (found.line, found.column) == (2, "open")
    assert "'글쎄' is refused" in str(found)


def test_refused_by_a_model_validator() -> None:
    """A record that the model refuses as a whole has its line."""
    found = error(Shop, "name,open,low,high", "Cafe,예,1,2", "Bar,예,2,1")
    assert (found.line, found.column) == (3, None)
    assert "low is above high" in str(found)
    assert "Bar,예,2,1" in str(found)


def test_column_limit_of_a_derived_field() -> None:
    """The limits of a column apply to what a validator has made."""
    found = error(Shop, "name,open", "ninechars,예")
    assert (found.line, found.column) == (2, "slug")
    assert "at most 8 characters" in str(found)
