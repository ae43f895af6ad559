"""Rows that the table has already."""

from datetime import date

from sqlmodel import col, select

from aiolift import Database
from aiolift.seeding.existing import ExistingRows
from aiolift.seeding.target import Target, find_target
from tests.seeding.models import City, Tagged
from tests.seeding.test_target import PATH


def target(db: Database) -> Target:
    """Return the target of a file of texts by day and number."""
    return find_target(Tagged, ["text", "number", "day"], ["day", "number"], path=PATH, dialect=db.engine.dialect)


async def add(db: Database, *rows: tuple[int, int, str]) -> None:
    """Add rows of a day of January, a number and a text."""
    async with db.session() as session:
        session.add_all(Tagged(day=date(2024, 1, day), number=number, text=text) for day, number, text in rows)


async def test_find(db: Database) -> None:
    """Rows are found by a key of several columns, and others are not."""
    await add(db, (1, 1, "a"), (1, 2, "b"), (2, 1, "c"))
    async with db.engine.connect() as connection:
        found = await ExistingRows(connection, target(db)).find([(date(2024, 1, 1), 2), (date(2024, 1, 2), 2)])
    assert {key: [tuple(row) for row in rows] for key, rows in found.items()} == {
        (date(2024, 1, 1), 2): [(date(2024, 1, 1), 2, "b")]
    }


async def test_find_many(db: Database) -> None:
    """More keys can be looked for than a statement has parameters."""
    await add(db, (1, 7, "a"))
    async with db.engine.connect() as connection:
        found = await ExistingRows(connection, target(db)).find(
            [(date(2024, 1, 1), number) for number in range(12_000)]
        )
    assert list(found) == [(date(2024, 1, 1), 7)]


async def test_exact(db: Database) -> None:
    """Where a server finds "a" for "A", it is another key all the same."""
    async with db.session() as session:
        session.add(City(code="a", name="x"))
    cities = find_target(City, ["code", "name"], ["code"], path=PATH, dialect=db.engine.dialect)
    async with db.engine.connect() as connection:
        found = await ExistingRows(connection, cities).find([("A",), ("a ",)])
    assert not {("A",), ("a ",)} & set(found)


async def test_changes_and_update(db: Database) -> None:
    """Only a row with other values is changed, and only that row is updated."""
    await add(db, (1, 1, "a"), (1, 2, "b"))
    keys = [(date(2024, 1, 1), 1), (date(2024, 1, 1), 2)]
    async with db.engine.begin() as connection:
        existing = ExistingRows(connection, target(db))
        found = await existing.find(keys)
        assert existing.changes(found[keys[0]], ("a", 1, date(2024, 1, 1))) == []
        await existing.update(existing.changes(found[keys[1]], ("new", 2, date(2024, 1, 1))))
    async with db.reader() as session:
        assert (await session.exec(select(Tagged.text).order_by(col(Tagged.number)))).all() == ["a", "new"]
