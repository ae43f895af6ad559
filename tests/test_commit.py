"""A COMMIT whose answer is lost, on every driver and server, and what must not be taken for one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from aiolift import CommitOutcomeUnknownError, Database, server_errors
from tests.conftest import MYSQL_DRIVERS
from tests.heroes import Hero, checked_out, create_heroes, hero_names
from tests.servers import FaultProxy, Server

pytestmark = pytest.mark.parametrize("driver", MYSQL_DRIVERS)


BeforeCommit = Callable[[], object]


async def unit_of_work(db: Database, before_commit: BeforeCommit = list) -> None:
    """Commit a hero at the end of a unit of work."""
    async with db.session() as session:
        session.add(Hero(name="Spider-Boy"))
        await session.flush()
        before_commit()


async def explicit_commit(db: Database, before_commit: BeforeCommit = list) -> None:
    """Commit a hero inside a unit of work."""
    async with db.session() as session:
        session.add(Hero(name="Spider-Boy"))
        await session.flush()
        before_commit()
        await session.commit()


async def engine_begin(db: Database, before_commit: BeforeCommit = list) -> None:
    """Commit a hero without a session."""
    async with db.engine.begin() as connection:
        await connection.execute(insert(Hero).values(name="Spider-Boy", power=0))
        before_commit()


WAYS = pytest.mark.parametrize("commit", [unit_of_work, explicit_commit, engine_begin])


@pytest.fixture
async def proxy(server: Server) -> AsyncIterator[FaultProxy]:
    """Yield a proxy before each server in turn."""
    async with FaultProxy(server) as running:
        yield running


@pytest.fixture
async def db(proxy: FaultProxy, driver: str, fresh_database: Callable[..., str]) -> AsyncIterator[Database]:
    """Yield a Database behind the proxy."""
    url = proxy.url(driver, database=fresh_database(proxy.server).rpartition("/")[2])
    database = Database(url, connect_timeout=0.5, connect_retry=0)
    await create_heroes(database)
    yield database
    assert checked_out(database) == 0
    async with database.session() as session:  # the pool is well
        assert await session.scalar(text("SELECT 1")) == 1
    await database.dispose()


@pytest.fixture
def block_commits(server: Server) -> Iterator[BeforeCommit]:
    """Yield a function that makes every COMMIT wait until the end of the test."""
    with server.connect() as locker, locker.cursor() as cursor:
        yield lambda: cursor.execute("FLUSH TABLES WITH READ LOCK")


@WAYS
@pytest.mark.parametrize("executed", [True, False], ids=["executed", "not executed"])
async def test_lost_answer(
    db: Database, proxy: FaultProxy, commit: Callable[[Database], Awaitable[None]], executed: bool
) -> None:
    """The connection breaks at COMMIT: nobody can know whether it happened, and the error says so."""
    proxy.cut("COMMIT", executed=executed)
    with pytest.raises(CommitOutcomeUnknownError, match="may have been committed or rolled back"):
        await commit(db)
    assert await hero_names(db) == (["Spider-Boy"] if executed else [])


@WAYS
async def test_killed_while_it_waits(
    db: Database, server: Server, block_commits: BeforeCommit, commit: Callable[..., Awaitable[None]]
) -> None:
    """A connection that an administrator kills in COMMIT raises the same."""
    task = asyncio.create_task(commit(db, block_commits))
    find = "SELECT id FROM information_schema.processlist WHERE info = 'COMMIT'"
    while not (waiting := await asyncio.to_thread(server.run_sql, find)):
        assert not task.done()
    server.run_sql(f"KILL {waiting[0][0]}")
    with pytest.raises(CommitOutcomeUnknownError):
        await task


async def test_killed_with_a_last_word(db: Database, proxy: FaultProxy) -> None:
    """So does a server that says, instead of an answer, that it ends the connection."""
    for number in (1053, 1927, 3169, 4031):
        proxy.refuse("COMMIT", number)
        with pytest.raises(CommitOutcomeUnknownError):
            await unit_of_work(db)


async def test_refused(db: Database, block_commits: BeforeCommit) -> None:
    """A COMMIT that the server refuses with an answer, here after its wait for a lock, is an ordinary error."""
    with pytest.raises(DBAPIError) as caught:
        async with db.session() as session:
            await session.exec(text("SET SESSION lock_wait_timeout = 1"))
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            block_commits()
    assert server_errors.code(caught.value) == 1205
    assert await hero_names(db) == []


async def test_lost_before_commit(db: Database, proxy: FaultProxy) -> None:
    """A connection that breaks in a statement before COMMIT is an ordinary error."""
    proxy.cut("INSERT")
    with pytest.raises(DBAPIError):
        await unit_of_work(db)


async def test_lost_in_rollback(db: Database, proxy: FaultProxy) -> None:
    """A connection that breaks in ROLLBACK is an ordinary error."""
    with pytest.raises(DBAPIError):
        async with db.session() as session:
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            proxy.cut("ROLLBACK")
            await session.rollback()
    assert await hero_names(db) == []


async def test_lost_after_commit(db: Database, proxy: FaultProxy) -> None:
    """A connection that breaks after a COMMIT that succeeded, in the same session, is an ordinary error."""
    with pytest.raises(DBAPIError):
        async with db.session() as session:
            session.add(Hero(name="Spider-Boy"))
            await session.commit()
            proxy.cut("SELECT hero")
            await session.exec(select(Hero))
    assert await hero_names(db) == ["Spider-Boy"]


async def test_lost_in_a_read(db: Database, proxy: FaultProxy) -> None:
    """There is nothing to commit in a reader."""
    proxy.cut("SELECT hero")
    with pytest.raises(DBAPIError):
        await hero_names(db)


async def test_connection_that_was_opened_again(db: Database, proxy: FaultProxy) -> None:
    """A Connection that was lost can be used again after a rollback; where it cannot be opened, the error says so."""
    async with db.engine.connect() as connection:
        for lost in ("once", "twice"):
            proxy.cut("SELECT 'lost'")
            with pytest.raises(DBAPIError):
                await connection.execute(text(f"SELECT 'lost' /* {lost} */"))
            await connection.rollback()
            if lost == "once":
                await connection.execute(text("SELECT 1"))
                await connection.commit()
        proxy.silent = True
        before = proxy.connections
        with pytest.raises(DBAPIError, match="no connection to"):
            await connection.execute(text("SELECT 1"))
        assert proxy.connections == before + 1
        proxy.silent = False


async def test_cancelled(db: Database, proxy: FaultProxy) -> None:
    """A task that is cancelled in COMMIT ends with the cancellation."""
    proxy.swallow("COMMIT")
    before = len(proxy.queries)
    task = asyncio.create_task(unit_of_work(db))
    while "COMMIT" not in proxy.queries[before:]:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
