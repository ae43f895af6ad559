"""Rows from the driver's own connection: errors as SQLAlchemy raises them, and no connection out of step."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import bindparam
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import func, literal, select, text

from aiolift import Database
from tests.heroes import Hero, checked_out, create_heroes


@pytest.fixture
async def db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every MySQL driver on both servers."""
    database = Database(mysql_url, pool_size=4)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def error_of(db: Database, statement: Any, **options: Any) -> DBAPIError:
    """Return the error that a reader raises."""
    with pytest.raises(DBAPIError) as error:
        async with db.reader() as reader:
            await reader.exec(statement, **options)
    return error.value


async def test_errors(db: Database) -> None:
    """An error of the server is that of the ordinary path, and the connection goes on."""
    broken = select(func.no_such_function(Hero.id).label("x")).where(Hero.name == "it's 100%")
    fast = await error_of(db, broken)
    ordinary = await error_of(db, broken, execution_options={"logging_token": "ordinary"})
    assert type(fast) is type(ordinary)
    assert str(fast).replace("[ordinary] ", "") == str(ordinary).replace("[ordinary] ", "")
    assert fast.connection_invalidated is ordinary.connection_invalidated is False
    assert db.read_counts.fallbacks.total() == 1
    async with db.reader() as reader:
        assert (await reader.exec(select(func.count()).select_from(Hero))).one() == 2


async def test_what_is_no_statement(db: Database) -> None:
    """What is no statement at all is SQLAlchemy's error."""
    async with db.reader() as reader:
        with pytest.raises(ArgumentError):
            await reader.exec("SELECT 1")  # type: ignore[call-overload]


async def test_a_lost_connection(db: Database) -> None:
    """A connection that the server ended while it was used is an error, and is replaced."""
    async with db.session() as admin:
        kill = asyncio.create_task(error_of(db, select(func.sleep(2))))
        await asyncio.sleep(0.2)
        sleeping = (await admin.exec(text("SHOW PROCESSLIST"))).all()
        (number,) = [row.Id for row in sleeping if "sleep(" in str(row.Info).lower()]
        await admin.exec(text(f"KILL {number}"))
        assert (await kill).connection_invalidated
    async with db.reader() as reader:
        assert len((await reader.exec(select(Hero))).all()) == 2


async def test_cancelled_reads(db: Database) -> None:
    """Cancelled at any moment, reads leave no connection that gives another read's rows."""
    chance = random.Random(5)
    by_number = db.prepare(
        select(literal(1).label("one"), bindparam("number", type_=None).label("number"), func.sleep(0.002))
    )

    async def read(number: int) -> None:
        async with db.reader() as reader:
            statement = select(literal(number).label("a"), Hero.name, func.sleep(0.002)).where(Hero.id == 1)
            assert (await reader.exec(statement)).one()[:2] == (number, "Deadpond")
        assert int((await by_number.one(number=number)).number) == number

    for _ in range(15):
        tasks = [asyncio.create_task(read(number)) for number in range(12)]
        for task in chance.sample(tasks, 6):
            asyncio.get_running_loop().call_later(chance.random() * 0.02, task.cancel)
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert outcome is None or isinstance(outcome, asyncio.CancelledError)
