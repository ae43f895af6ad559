"""The INSERT of many rows."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from aiolift import Database
from aiolift.seeding.batches import Binder
from aiolift.seeding.inserting import Insert
from aiolift.seeding.reader import Records
from aiolift.seeding.target import find_target
from aiolift.seeding.validation import CellValidator
from tests.seeding.models import Defaulted, Division
from tests.seeding.test_target import PATH


async def test_rows(db: Database) -> None:
    """All rows arrive, whatever their text has in it."""
    target = find_target(
        Division, ["city_county", "city_province"], ["city_county"], path=PATH, dialect=db.engine.dialect
    )
    rows = [("서울", "%s ' \" \\ ? :a\n"), ("부산", "😀"), ("", "  ")]
    provinces, counties = zip(*rows, strict=True)
    insert = Insert(target)
    async with db.engine.begin() as connection:
        await insert.execute(connection, insert.rows([counties, provinces]))
        found = (await connection.execute(select(Division.city_province, Division.city_county).order_by("id"))).all()
    assert [tuple(row) for row in found] == rows


async def test_expressions_and_server_defaults(db: Database) -> None:
    """The server computes what the column leaves to it."""
    target = find_target(Defaulted, ["name"], ["name"], path=PATH, dialect=db.engine.dialect)
    columns = CellValidator(target).validate(Records([2, 3], [["서울"], ["부산"]], position=0))
    insert = Insert(target)
    async with db.engine.begin() as connection:
        await insert.execute(connection, insert.rows(Binder(target).bind(columns, [2, 3])))
        found = (await connection.execute(select(Defaulted.by_expression, Defaulted.by_server))).all()
    assert [tuple(row) for row in found] == [(9, 10), (9, 10)]


async def test_refused_rows_leave_nothing(db: Database) -> None:
    """A statement with a row that is refused inserts none of its rows, and the transaction goes on."""
    target = find_target(
        Division, ["city_county", "city_province"], ["city_county"], path=PATH, dialect=db.engine.dialect
    )
    insert = Insert(target)
    async with db.engine.begin() as connection:
        await insert.execute(connection, [("before", "1")])
        with pytest.raises(DBAPIError):
            await insert.execute(connection, [("good", "2"), (None, "3")])
        await insert.execute(connection, [("after", "4")])
        found = (await connection.execute(select(Division.city_province).order_by("id"))).scalars().all()
    assert found == ["before", "after"]


def test_at_once(sqlite: Database) -> None:
    """A statement for SQLite has no more parameters than it takes."""
    target = find_target(
        Division, ["city_county", "city_province"], ["city_county"], path=PATH, dialect=sqlite.engine.dialect
    )
    assert Insert(target).rows_at_once == 16_383
