"""What a test can do with its Database: everything that does not need a real COMMIT, and nothing of it stays."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Column, Integer, MetaData, Table, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from aiolift import AsyncSession, Database, DatabaseSettings, ReadOnlySessionError
from aiolift.errors import SessionError
from aiolift.testing.rolled_back import RolledBackDatabase
from tests.heroes import Hero, Team, count_heroes, create_heroes, hero_names


@pytest.fixture
def database(any_url: str) -> Iterator[RolledBackDatabase]:
    """Yield a Database for one test, with two heroes, for every driver on every server; nothing changed afterwards."""
    yield from _for_one_test(any_url)


@pytest.fixture
def mysql_database(mysql_url: str) -> Iterator[RolledBackDatabase]:
    """Yield a Database for one test, with two heroes, for every MySQL driver; what is left is up to the test."""
    asyncio.run(_create_heroes(mysql_url))
    database = RolledBackDatabase(DatabaseSettings.create(url=mysql_url))
    yield database
    database.finish()


@pytest.fixture
def sqlite_database() -> Iterator[RolledBackDatabase]:
    """Yield a Database for one test on SQLite, where the server makes no difference."""
    yield from _for_one_test("sqlite://")


def _for_one_test(url: str) -> Iterator[RolledBackDatabase]:
    outside = Database(url)
    url = outside.url.render_as_string(hide_password=False)
    asyncio.run(_create_heroes(url))
    database = RolledBackDatabase(DatabaseSettings.create(url=url))
    yield database
    database.finish()
    assert asyncio.run(_hero_names(url)) == ["Deadpond", "Rusty-Man"]
    assert not database.leaves_changes


async def _create_heroes(url: str) -> None:
    database = Database(url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    await database.dispose()


async def _hero_names(url: str) -> list[str]:
    database = Database(url)
    try:
        return await hero_names(database)
    finally:
        await database.dispose()


async def add_hero(database: Database, name: str) -> None:
    """Add a hero in a unit of work of its own."""
    async with database.session() as session:
        session.add(Hero(name=name))


async def test_reader_sees_what_a_session_wrote(database: RolledBackDatabase) -> None:
    """What a unit of work committed is there for readers, streams and other units of work of the test."""
    await add_hero(database, "Spider-Boy")
    assert await hero_names(database) == ["Deadpond", "Rusty-Man", "Spider-Boy"]
    assert [hero.name async for hero in database.stream(select(Hero).order_by(Hero.id))] == await hero_names(database)
    async with database.session() as session:
        assert (await session.exec(select(Hero).where(Hero.name == "Spider-Boy"))).one().power == 0


async def test_bulk_load(database: RolledBackDatabase) -> None:
    """Rows that are loaded in bulk are inserted in the transaction of the test, and seen by its readers."""
    result = await database.bulk_load(Hero, [{"name": "Spider-Boy"}])
    assert (result.rows, result.method, result.reason) == (1, "INSERT", "its session is shared")
    assert await hero_names(database) == ["Deadpond", "Rusty-Man", "Spider-Boy"]


async def test_error_undoes_its_own_unit_of_work(database: RolledBackDatabase) -> None:
    """An exception in a unit of work rolls back that one, not the ones before."""

    async def fail() -> None:
        async with database.session() as session:
            session.add(Hero(name="Tarantula"))
            await session.flush()
            raise ZeroDivisionError

    await add_hero(database, "Spider-Boy")
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await hero_names(database) == ["Deadpond", "Rusty-Man", "Spider-Boy"]


async def test_integrity_error(sqlite_database: RolledBackDatabase) -> None:
    """A refused row rolls back its unit of work, and the test goes on."""
    with pytest.raises(IntegrityError):
        await add_hero(sqlite_database, "Deadpond")
    await add_hero(sqlite_database, "Spider-Boy")
    assert await count_heroes(sqlite_database) == 3


async def test_commits_and_rollbacks_in_a_session(database: RolledBackDatabase) -> None:
    """A session commits as often as it likes, and a rollback undoes what was done since the last commit."""
    async with database.session() as session:
        session.add(Hero(name="Spider-Boy"))
        await session.commit()
        session.add(Hero(name="Tarantula"))
        await session.commit()
        session.add(Hero(name="Black Lion"))
        await session.flush()
        await session.rollback()
        async with session.begin_nested() as savepoint:
            session.add(Hero(name="Dr. Weird"))
            await savepoint.rollback()
    assert await hero_names(database) == ["Deadpond", "Rusty-Man", "Spider-Boy", "Tarantula"]


async def test_requests_at_once(database: RolledBackDatabase) -> None:
    """Units of work of several tasks all come to their end, and each rolls back its own work only."""
    results = await asyncio.gather(
        *(add_hero(database, name) for name in ["Deadpond", "Spider-Boy", "Deadpond", "Tarantula", "Spider-Boy"]),
        return_exceptions=True,
    )
    assert [isinstance(result, IntegrityError) for result in results] == [True, False, True, False, True]
    assert await asyncio.gather(*(count_heroes(database) for _ in range(5))) == [4] * 5


async def test_request_inside_of_a_session(database: RolledBackDatabase) -> None:
    """Units of work that are opened while the test holds a session, even by other tasks, nest in it."""
    async with asyncio.timeout(30), database.session() as session:
        session.add(Hero(name="Spider-Boy"))
        await session.flush()
        await asyncio.gather(add_hero(database, "Tarantula"), add_hero(database, "Black Lion"))
        with pytest.raises(IntegrityError):
            await add_hero(database, "Spider-Boy")
        assert len((await session.exec(select(Hero))).all()) == 5
    assert await count_heroes(database) == 5


async def test_session_used_out_of_turn(sqlite_database: RolledBackDatabase) -> None:
    """A query, a commit and a flush of a session inside of which another is open are refused, and harm neither."""
    async with sqlite_database.session() as outer:
        outer.add(Hero(name="Spider-Boy"))
        await outer.flush()
        async with sqlite_database.session() as inner:
            inner.add(Hero(name="Tarantula"))
            with pytest.raises(SessionError, match="opened inside of it"):
                await outer.exec(select(Team))
            with pytest.raises(SessionError, match="opened inside of it"):
                await outer.commit()
            outer.add(Hero(name="Black Lion"))
            with pytest.raises(SessionError, match="opened inside of it"):
                await outer.flush()
    assert await count_heroes(sqlite_database) == 5


async def test_reader_beside_a_session(database: RolledBackDatabase) -> None:
    """A reader that is opened, rolled back and closed while a session writes takes nothing of its work away."""
    async with database.session() as session, database.reader() as reader:
        session.add(Hero(name="Spider-Boy"))
        await session.flush()
        assert len((await reader.exec(select(Hero))).all()) == 3
        await reader.rollback()
        session.add(Hero(name="Tarantula"))
        await session.flush()
    assert await count_heroes(database) == 4


async def test_reader_around_a_session(sqlite_database: RolledBackDatabase) -> None:
    """A reader that is open when a session begins and when it ends sees both states of the data."""
    async with sqlite_database.reader() as reader:
        before = (await reader.exec(select(Hero.name))).all()
        await add_hero(sqlite_database, "Spider-Boy")
        assert len((await reader.exec(select(Hero.name))).all()) == len(before) + 1


async def test_reader_refuses_to_write(sqlite_database: RolledBackDatabase) -> None:
    """A reader is read-only in a test, too."""
    with pytest.raises(ReadOnlySessionError):
        async with sqlite_database.reader() as reader:
            reader.add(Hero(name="Spider-Boy"))


async def test_writing_while_streaming(sqlite_database: RolledBackDatabase) -> None:
    """A stream leaves the connection to others between its rows, and may be abandoned."""
    async for name in sqlite_database.stream(select(Hero.name)):
        await add_hero(sqlite_database, f"{name} II")
        break
    assert await count_heroes(sqlite_database) == 3


async def test_lifespan(database: RolledBackDatabase) -> None:
    """An application's lifespan may run, several times, create its tables and dispose, and nothing is lost."""
    await add_hero(database, "Spider-Boy")
    for _ in range(2):
        async with database.lifespan(FastAPI()):
            await database.create_tables(_metadata_of(Hero, Team))
    assert await count_heroes(database) == 3


async def test_lock(database: RolledBackDatabase) -> None:
    """A lock is taken on a connection of its own, and does not commit."""
    await add_hero(database, "Spider-Boy")
    async with database.lock("test"):
        await add_hero(database, "Tarantula")
    assert await count_heroes(database) == 4


async def test_run(sqlite_database: RolledBackDatabase) -> None:
    """`run` runs its work in the transaction of the test."""

    async def work(session: AsyncSession, name: str) -> None:
        session.add(Hero(name=name))

    await sqlite_database.run(work, "Spider-Boy")
    assert await count_heroes(sqlite_database) == 3


async def test_dropping_tables_is_refused(sqlite_database: RolledBackDatabase) -> None:
    """To drop the tables is refused before it waits for the transaction that it is part of."""
    await add_hero(sqlite_database, "Spider-Boy")
    with pytest.raises(SessionError, match="aiolift_commits"):
        await sqlite_database.drop_tables(_metadata_of(Hero, Team))


async def test_statement_that_commits(mysql_database: RolledBackDatabase) -> None:
    """A statement that commits on MySQL is a clear error, and known to leave something behind."""

    async def create_table() -> None:
        async with mysql_database.session() as session:
            session.add(Hero(name="Spider-Boy"))
            await (await session.connection()).execute(text("CREATE TABLE extra (id INT)"))

    with pytest.raises(SessionError, match=r"SAVEPOINT \w+ does not exist.*CREATE, ALTER, DROP and TRUNCATE commit"):
        await create_table()
    assert mysql_database.leaves_changes


async def test_tables_created_in_a_test(mysql_database: RolledBackDatabase) -> None:
    """Tables that a test creates are known to be left behind."""
    await add_hero(mysql_database, "Spider-Boy")
    extra = MetaData()
    Table("extra", extra, Column("id", Integer))
    assert await mysql_database.create_tables(extra) == ["extra"]
    assert mysql_database.leaves_changes
    assert await count_heroes(mysql_database) == 3


async def test_work_on_the_engine_itself(mysql_database: RolledBackDatabase) -> None:
    """What code commits on the engine itself is known to be left behind."""
    async with mysql_database.engine.connect() as connection:
        await connection.execute(text("INSERT INTO hero (name, power) VALUES ('Spider-Boy', 0)"))
        await connection.rollback()
        assert not mysql_database.leaves_changes
        await connection.execute(text("INSERT INTO hero (name, power) VALUES ('Tarantula', 0)"))
        await connection.commit()
    assert mysql_database.leaves_changes


async def test_cancelled_statement(mysql_database: RolledBackDatabase) -> None:
    """A cancelled statement costs the transaction, which is said, and not passed over in a new one."""
    await add_hero(mysql_database, "Spider-Boy")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), mysql_database.session() as session:
            await session.scalar(text("SELECT SLEEP(30)"))
    for use in (count_heroes(mysql_database), add_hero(mysql_database, "Tarantula")):
        with pytest.raises(SessionError, match="the connection of this test was closed"):
            await use
    assert not mysql_database.leaves_changes


def _metadata_of(*models: type[SQLModel]) -> MetaData:
    metadata = MetaData()
    for model in models:
        model.__table__.to_metadata(metadata)
    return metadata
