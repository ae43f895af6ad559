"""Streams: what they yield, what they hold in memory, and what a stream that ends early leaves behind."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from pathlib import Path

import anyio
import pytest
from sqlalchemy import select as core_select
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import async_object_session
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Field, SQLModel, func, select

from aiolift import Database, ReadOnlySessionError
from tests.heroes import Hero, Team, checked_out, create_heroes


class Digit(SQLModel, table=True):
    """The digits 0 to 9, from which a join makes as many rows as a test needs."""

    __tablename__ = "digit"
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


#: A million rows of more than 100 characters.
MILLION = """
    SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n, CONCAT(a.n, REPEAT('x', 100))
    FROM digit a, digit b, digit c, digit d, digit e, digit f
"""
MILLION_IN_SQLITE = MILLION.replace("CONCAT(a.n, REPEAT('x', 100))", f"a.n || '{'x' * 100}'")

#: Prints the number of rows, and by how many MB the process grew.
COUNT_ROWS = """
import asyncio, resource, sys
from sqlalchemy import text
from aiolift import Database

async def main(url, statement):
    db = Database(url)
    async for _ in db.stream(text("SELECT 1")):
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = 0
    async for number, padding in db.stream(text(statement)):
        rows += 1
    print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    await db.dispose()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with three teams of two heroes each, for every driver on every server."""
    database = Database(any_url)
    await create_heroes(database)
    async with database.session() as session:
        session.add_all([Team(id=team, name=f"team {team}", heroes=_heroes(team)) for team in (1, 2, 3)])
    yield database
    assert checked_out(database) == 0
    await database.dispose()


def _heroes(team: int) -> list[Hero]:
    return [Hero(id=number, name=f"hero {number}", power=team) for number in (2 * team - 1, 2 * team)]


async def with_digits(url: str) -> Database:
    """Return a Database with the ten digits, for streams that would take long to read to the end."""
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=[Digit.__table__])
    async with database.session() as session:
        session.add_all([Digit(n=n) for n in range(10)])
    return database


@pytest.fixture
async def digits(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with the ten digits, for every MySQL driver on both servers."""
    database = await with_digits(mysql_url)
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def test_yields_what_exec_would(db: Database) -> None:
    """Objects for a model, values for one column, tuples for several, rows for SQLAlchemy's own select."""
    async with db.reader() as session:
        for statement in (
            select(Hero).order_by(Hero.id),
            select(Hero.name).order_by(Hero.id),
            select(Hero.id, Hero.name).order_by(Hero.id),
            select(func.count()).select_from(Hero),
            core_select(Hero.name).order_by(Hero.id),
            select(Hero).where(Hero.id == 0),
        ):
            expected = (await session.exec(statement)).all()
            assert [row async for row in db.stream(statement, batch_size=4)] == expected


async def test_relationships(db: Database) -> None:
    """Loader options work in a stream: ``selectinload`` queries beside it, on a connection of its own."""
    statement = select(Team).options(selectinload(Team.heroes)).order_by(Team.id)
    teams = [team async for team in db.stream(statement, batch_size=2)]
    assert [[hero.id for hero in team.heroes] for team in teams] == [[1, 2], [3, 4], [5, 6]]

    statement = select(Hero).options(joinedload(Hero.team)).order_by(Hero.id)
    heroes = [hero async for hero in db.stream(statement, batch_size=2)]
    assert [hero.team.name for hero in heroes if hero.team] == [f"team {team}" for team in (1, 1, 2, 2, 3, 3)]


async def test_awaitable_loads_while_the_stream_is_open(db: Database) -> None:
    """An object of the stream can be refreshed in the loop, and no row is lost."""
    seen = []
    async for team in db.stream(select(Team).order_by(Team.id), batch_size=1):
        session = async_object_session(team)
        assert session is not None
        await session.refresh(team, ["heroes"])
        seen.append([hero.id for hero in team.heroes])
    assert seen == [[1, 2], [3, 4], [5, 6]]


async def test_objects_are_let_go(db: Database) -> None:
    """The session does not keep the objects that the loop has let go."""
    async with db.session() as session:
        session.add_all([Hero(id=number, name=f"hero {number}") for number in range(100, 1100)])
    async for hero in db.stream(select(Hero).order_by(Hero.id), batch_size=50):
        last = hero.id
    del hero
    assert last == 1099
    assert sum(isinstance(item, Hero) for item in gc.get_objects()) <= 100


@pytest.mark.parametrize(
    ("driver", "rows"),
    # the drivers written in Python take 10 to 20 µs for a row
    [("asyncmy", 1_000_000), ("aiomysql", 300_000), ("mysqlconnector_async", 300_000), ("sqlite", 1_000_000)],
)
async def test_rows_in_bounded_memory(
    driver: str, rows: int, fresh_database: Callable[..., str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A million rows, which are more than 200 MB in Python, pass through a process that hardly grows."""
    if driver == "sqlite":
        url, statement = f"sqlite:///{tmp_path / 'digits.db'}", MILLION_IN_SQLITE
    else:
        url, statement = fresh_database(request.getfixturevalue("mariadb"), driver), MILLION
    await (await with_digits(url)).dispose()
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", COUNT_ROWS, url, f"{statement} LIMIT {rows}"],
        check=True,
        capture_output=True,
        text=True,
    )
    counted, growth = map(int, done.stdout.split())
    assert counted == rows
    assert growth < 30


async def server_stops(db: Database) -> None:
    """Wait until the server has noticed that nobody reads the stream."""
    find = text(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%CONCAT(a.n%'"
    )
    async with db.session() as session:
        while await session.scalar(find) > 1:  # the question itself
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("how", ["break", "error", "cancellation", "cancel scope of AnyIO"])
async def test_ending_early(digits: Database, how: str) -> None:
    """A loop that ends early does not read the rest: the connection is closed, and the server stops sending."""
    stream = digits.stream(text(MILLION), batch_size=100)
    rows = 0

    async def consume() -> None:
        nonlocal rows
        async with aclosing(stream) as opened:
            async for _ in opened:
                rows += 1
                if rows == 250:
                    if how == "break":
                        break
                    if how == "error":
                        raise LookupError
                    await asyncio.Event().wait()

    with suppress(LookupError, TimeoutError):
        if how == "cancellation":
            async with asyncio.timeout(0.3):
                await consume()
        else:
            with anyio.move_on_after(0.3):
                await consume()
    assert rows == 250
    assert checked_out(digits) == 0
    await server_stops(digits)


async def test_cancellation_while_it_waits_for_rows(digits: Database) -> None:
    """A stream that is cancelled while the server works leaves nothing behind."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            async for _ in digits.stream(text("SELECT SLEEP(600) FROM digit a")):
                pytest.fail("a row came")
    assert checked_out(digits) == 0


async def test_forgotten_stream(digits: Database) -> None:
    """A loop that ends early without aclosing gives its connection back when the stream is collected."""
    async for _ in digits.stream(text(MILLION), batch_size=100):
        break
    while checked_out(digits):
        gc.collect()
        await asyncio.sleep(0.01)
    await server_stops(digits)


async def test_errors_come_out(db: Database) -> None:
    """A statement that the server refuses raises before the first row; a write is refused as in any reader."""
    with pytest.raises(DBAPIError):
        async for _ in db.stream(text("SELECT nothing FROM nowhere")):
            pass
    with pytest.raises(ReadOnlySessionError):
        async for _ in db.stream(text("DELETE FROM hero")):
            pass
    assert checked_out(db) == 0


async def test_connection_is_used_again(digits: Database) -> None:
    """A stream that was read to its end leaves its connection in the pool."""
    ids = set()
    for _ in range(3):
        async for connection_id, _n in digits.stream(text("SELECT CONNECTION_ID(), n FROM digit")):
            ids.add(connection_id)
    assert len(ids) == 1


async def test_streams_and_sessions_side_by_side(db: Database) -> None:
    """Work on other sessions inside the loop does not disturb the stream."""
    seen = []
    async for hero in db.stream(select(Hero).order_by(Hero.id), batch_size=2):
        seen.append(hero.id)
        async with db.session() as session:
            session.add(Hero(id=hero.id + 100, name=f"sidekick of {hero.name}"))
    assert seen == [1, 2, 3, 4, 5, 6]
