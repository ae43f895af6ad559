"""What the rows of a reader can be asked by: the expressions of the statement itself, whatever was read before."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select

from aiolift import Database
from tests.heroes import Hero, create_heroes


@pytest.fixture
async def db(tmp_path: Any) -> AsyncIterator[Database]:
    """Yield a Database with one hero, on SQLite."""
    database = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    await create_heroes(database, "Deadpond")
    yield database
    assert not database.read_counts.fallbacks
    await database.dispose()


_EXPRESSIONS: dict[str, Callable[[], Any]] = {
    "a function": lambda: func.upper(Hero.name),
    "a label": lambda: func.upper(Hero.name).label("loud"),
    "a window": lambda: func.count().over(),
    "a column": lambda: Hero.name,
}


@pytest.mark.parametrize("name", _EXPRESSIONS)
async def test_expressions_of_the_statement(db: Database, name: str) -> None:
    """A row, a result and the results made of it know the expressions of each new statement."""
    expected = {"a window": 1, "a column": "Deadpond"}.get(name, "DEADPOND")
    for _ in range(3):
        expression = _EXPRESSIONS[name]()
        statement = select(Hero.id, expression)
        async with db.reader() as reader:
            row = (await reader.exec(statement)).one()
            assert row._mapping[expression] == expected
            assert expression in row._mapping
            part = (await reader.exec(statement)).columns(expression).one()
            assert (tuple(part), part._mapping[expression]) == ((expected,), expected)
            assert (await reader.exec(statement)).scalars(expression).all() == [expected]
            assert next((await reader.exec(statement)).mappings())[expression] == expected
            assert (await reader.exec(statement)).unique().all() == [(1, expected)]
        assert (await db.prepare(statement).one())._mapping[expression] == expected


async def test_a_reader_keeps_no_statement(db: Database) -> None:
    """The expressions of another statement are unknown, as they are to a session."""
    for expression in (func.upper(Hero.name), func.upper(Hero.name)):
        async with db.reader() as reader:
            row = (await reader.exec(select(Hero.id, expression))).one()
        assert expression in row._mapping
    with pytest.raises(KeyError):
        row._mapping[func.upper(Hero.name)]
