"""The unit of work: how it ends, and what is left of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select, update

from aiolift import AsyncSession, Database, SessionClosedError
from tests.heroes import Hero, checked_out, create_heroes, hero_names
from tests.servers import FaultProxy, Server


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every driver on every server."""
    database = Database(any_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


@pytest.fixture
async def mysql_db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every MySQL driver on both servers."""
    database = Database(mysql_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def test_commits_at_the_end(db: Database) -> None:
    """What was added is there for others once the block has ended, and its objects stay readable."""
    async with db.session() as session:
        hero = Hero(name="Spider-Boy")
        session.add(hero)
        assert await hero_names(db) == ["Deadpond", "Rusty-Man"]

    assert await hero_names(db) == ["Deadpond", "Rusty-Man", "Spider-Boy"]
    assert (hero.id, hero.name) == (3, "Spider-Boy")


async def test_rolls_back_on_an_error(db: Database) -> None:
    """An exception undoes what was flushed and comes out as it is."""
    raised = LookupError("no such planet")

    with pytest.raises(LookupError) as caught:
        async with db.session() as session:
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            raise raised

    assert caught.value is raised
    assert await hero_names(db) == ["Deadpond", "Rusty-Man"]


async def test_rolls_back_when_the_flush_at_the_end_fails(db: Database) -> None:
    """A constraint that breaks at the end undoes all of the work, and the next unit of work is well."""
    with pytest.raises(IntegrityError):
        async with db.session() as session:
            await session.exec(update(Hero).values(power=9))
            session.add(Hero(name="Deadpond"))

    async with db.session() as session:
        assert (await session.exec(select(func.sum(Hero.power)))).one() == 0


async def test_explicit_commit_and_rollback(db: Database) -> None:
    """A commit inside keeps the work so far, a rollback undoes the work since, and the session goes on."""
    async with db.session() as session:
        session.add(Hero(name="kept"))
        await session.commit()
        session.add(Hero(name="undone"))
        await session.flush()
        await session.rollback()
        session.add(Hero(name="also kept"))

    assert await hero_names(db) == ["Deadpond", "Rusty-Man", "kept", "also kept"]


async def test_savepoint(db: Database) -> None:
    """A savepoint that fails undoes its own part only."""
    async with db.session() as session:
        session.add(Hero(name="kept"))
        with suppress(LookupError):
            async with session.begin_nested():
                session.add(Hero(name="undone"))
                raise LookupError
        assert [hero.name for hero in (await session.exec(select(Hero))).all()] == ["Deadpond", "Rusty-Man", "kept"]

    assert await hero_names(db) == ["Deadpond", "Rusty-Man", "kept"]


async def test_autoflush_is_settable(db: Database) -> None:
    """A query sees what was added, unless autoflush is off."""
    for autoflush, expected in ((True, 3), (False, 2)):
        async with db.session(autoflush=autoflush) as session:
            session.add(Hero(name="Spider-Boy"))
            assert (await session.exec(select(func.count()).select_from(Hero))).one() == expected
            await session.rollback()


async def test_closed_by_its_user(db: Database) -> None:
    """A session that is closed inside gives up what was not committed; the block ends without an error."""
    async with db.session() as session:
        session.add(Hero(name="given up"))
        await session.flush()
        await session.close()

    assert await hero_names(db) == ["Deadpond", "Rusty-Man"]


async def test_cancellation_rolls_back(db: Database) -> None:
    """A task that is cancelled between two statements commits nothing."""
    flushed = asyncio.Event()

    async def work() -> None:
        async with db.session() as session:
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            flushed.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await flushed.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert checked_out(db) == 0
    assert await hero_names(db) == ["Deadpond", "Rusty-Man"]


async def test_cancellation_in_a_query(mysql_db: Database) -> None:
    """A task that is cancelled while the server works does not wait for it, and its connection leaves the pool."""
    connection_id = None

    async def work() -> None:
        nonlocal connection_id
        async with mysql_db.session() as session:
            connection_id = await session.scalar(text("SELECT CONNECTION_ID()"))
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            await session.exec(text("SELECT SLEEP(600)"))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await work()
    assert checked_out(mysql_db) == 0
    assert await hero_names(mysql_db) == ["Deadpond", "Rusty-Man"]
    async with mysql_db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) != connection_id


async def test_second_cancellation_while_rolling_back(
    server: Server, driver: str, fresh_database: Callable[..., str]
) -> None:
    """A task that is cancelled again while ROLLBACK gets no answer ends, and its connection is closed."""
    database = fresh_database(server, driver).rpartition("/")[2]
    async with FaultProxy(server) as proxy:
        db = Database(proxy.url(driver, database=database))
        await create_heroes(db)
        flushed = asyncio.Event()

        async def work() -> None:
            async with db.session() as session:
                session.add(Hero(name="Spider-Boy"))
                await session.flush()
                flushed.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await flushed.wait()
        proxy.swallow("ROLLBACK")
        proxy.queries.clear()
        task.cancel()
        while proxy.queries != ["ROLLBACK"]:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert checked_out(db) == 0
        assert await hero_names(db) == []
        await db.dispose()


@pytest.fixture(params=["asyncmy", "aiomysql", "mysqlconnector_async"])
def driver(request: pytest.FixtureRequest) -> str:
    """Each MySQL driver in turn."""
    return str(request.param)


async def test_cancel_scopes_of_anyio(db: Database) -> None:
    """AnyIO cancels every await of a scope again and again: at whatever moment, nothing is left behind."""
    slow = "SELECT 1" if db.driver.name == "aiosqlite" else "SELECT SLEEP(0.005)"
    for tenths in range(120):
        with anyio.move_on_after(tenths / 10_000):
            async with db.session() as session:
                session.add(Hero(name=f"hero {tenths}"))
                await session.flush()
                await session.exec(text(slow))
                await session.rollback()
                await asyncio.Event().wait()

    assert checked_out(db) == 0
    assert await hero_names(db) == ["Deadpond", "Rusty-Man"]


async def test_logs_both_ends_with_the_name_of_the_task(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, the log tells which task opened the session, and how it ended."""
    caplog.set_level(logging.DEBUG, logger="aiolift.session")

    async def work(error: Exception | None) -> None:
        async with db.session() as session:
            await session.exec(select(Hero))
            if error is not None:
                raise error

    await asyncio.create_task(work(None), name="import heroes")
    assert [
        "opened in task import heroes" in caplog.messages[0],
        "ended in task import heroes" in caplog.messages[1],
    ] == [
        True,
        True,
    ]
    with pytest.raises(LookupError):
        await asyncio.create_task(work(LookupError()), name="fail")
    assert "rolled back on LookupError in task fail" in caplog.messages[-1]


async def test_lost_connection_does_not_hide_the_error(mysql_db: Database) -> None:
    """Where ROLLBACK fails too, the error of the block comes out, and the connection is not used again."""
    with pytest.raises(LookupError):
        async with mysql_db.session() as session, mysql_db.session() as other:
            lost = await session.scalar(text("SELECT CONNECTION_ID()"))
            await other.exec(text(f"KILL {lost}"))
            raise LookupError
    assert checked_out(mysql_db) == 0
    async with mysql_db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) != lost


USES: dict[str, Callable[[AsyncSession], Awaitable[Any]]] = {
    "exec": lambda session: session.exec(select(Hero)),
    "scalar": lambda session: session.scalar(select(Hero.name)),
    "stream": lambda session: session.stream(select(Hero)),
    "get": lambda session: session.get(Hero, 1),
    "get_one": lambda session: session.get_one(Hero, 1),
    "merge": lambda session: session.merge(Hero(name="merged")),
    "merge_all": lambda session: session.merge_all([Hero(name="merged")]),
    "refresh": lambda session: session.refresh(Hero(id=1)),
    "delete": lambda session: session.delete(Hero(id=1)),
    "delete_all": lambda session: session.delete_all([Hero(id=1)]),
    "flush": lambda session: session.flush(),
    "commit": lambda session: session.commit(),
    "connection": lambda session: session.connection(),
    "begin": lambda session: session.begin().start(),
    "begin_nested": lambda session: session.begin_nested().start(),
    "run_sync": lambda session: session.run_sync(lambda sync_session: sync_session.scalar(select(Hero.name))),
    "add": lambda session: asyncio.to_thread(session.add, Hero(name="added")),
    "add_all": lambda session: asyncio.to_thread(session.add_all, [Hero(name="added")]),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
async def test_use_after_the_end(use: Callable[[AsyncSession], Awaitable[Any]], tmp_path: Any) -> None:
    """Whatever is done with a session after its end is a SessionClosedError, and checks out no connection."""
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    await create_heroes(db, "Deadpond")
    async with db.session(autoflush=False) as ended:
        await ended.exec(select(Hero))

    with pytest.raises(SessionClosedError, match=r"async with db\.session\(\)"):
        await use(ended)
    assert checked_out(db) == 0
    assert await hero_names(db) == ["Deadpond"]
    await db.dispose()


async def test_clean_up_after_the_end(db: Database) -> None:
    """Closing or rolling back an ended session, as a finally block may do, is no error."""
    async with db.session() as session:
        pass
    await session.rollback()
    await session.close()
