"""Pooled connections: which ones are kept, which ones are replaced, and that a request does not notice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select, update

from aiolift import AsyncSession, CommitOutcomeUnknownError, Database
from tests.conftest import MYSQL_DRIVERS
from tests.heroes import Hero, checked_out, create_heroes
from tests.servers import FaultProxy, LocalServer, Server

Opener = Callable[[], AbstractAsyncContextManager[AsyncSession]]


@pytest.fixture
async def db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with a hero, for every MySQL driver on both servers."""
    database = Database(mysql_url)
    await create_heroes(database, "Deadpond")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def connection_ids(open_session: Opener, count: int = 4) -> set[int]:
    """Open `count` sessions at the same time and return the ids of their connections."""
    all_open = asyncio.Barrier(count)

    async def one() -> int:
        async with open_session() as session:
            number = await session.scalar(text("SELECT CONNECTION_ID()"))
            await all_open.wait()
            return int(number)

    return set(await asyncio.gather(*(one() for _ in range(count))))


def kill(server: Server, ids: set[int]) -> None:
    """Kill connections and wait until they are gone; the event loop does not run meanwhile."""
    server.run_sql(*(f"KILL {number}" for number in ids))
    shown = ", ".join(map(str, ids))
    while server.run_sql(f"SELECT id FROM information_schema.processlist WHERE id IN ({shown})"):
        pass


async def test_idle_connections_are_used_again(db: Database) -> None:
    """Connections that are well stay in their pool."""
    for open_session in (db.session, db.reader):
        assert await connection_ids(open_session) == await connection_ids(open_session)


async def test_killed_while_idle(db: Database, request: pytest.FixtureRequest) -> None:
    """Connections that were killed while they were idle are replaced without an error, though nobody pings."""
    server: Server = request.getfixturevalue(request.node.callspec.params["mysql_url"].split("-")[0])
    before = await connection_ids(db.session) | await connection_ids(db.reader)
    assert len(before) == 8
    kill(server, before)
    after = await connection_ids(db.session) | await connection_ids(db.reader)
    assert not before & after


async def test_closed_by_the_server_after_its_timeout(db: Database) -> None:
    """A connection that the server closed for being idle is replaced; its last word (4031) is taken for no answer."""
    async with db.session() as session:
        before = await session.scalar(text("SELECT CONNECTION_ID()"))
        await session.exec(text("SET SESSION wait_timeout = 1"))
    async with db.reader() as reader:
        find = text("SELECT COUNT(*) FROM information_schema.processlist WHERE id = :id")
        while await reader.scalar(find, {"id": before}):
            await asyncio.sleep(0.05)
    async with db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) != before


async def pings(session: AsyncSession) -> int:
    """Return how many pings the server has answered on this session's connection."""
    return int((await session.exec(text("SHOW SESSION STATUS LIKE 'Com_admin_commands'"))).one()[1])


async def test_pinged_after_idle_time(mysql_url: str) -> None:
    """A connection is pinged before use when it was idle for longer than ``ping_after``, and not otherwise."""
    for ping_after, expected in ((3600, 0), (0, 2)):
        db = Database(mysql_url, ping_after=ping_after)
        async with db.reader() as session:
            before = await pings(session)
        async with db.reader() as session:
            await session.exec(text("SELECT 1"))
        async with db.reader() as session:
            assert await pings(session) - before == expected
        await db.dispose()


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_silently_dead_connection(server: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """A connection that a firewall has forgotten answers no ping; it is replaced after ``connect_timeout``."""
    database = fresh_database(server).rpartition("/")[2]
    async with FaultProxy(server) as proxy:
        db = Database(proxy.url(driver, database=database), ping_after=0, connect_timeout=0.5)
        before = await connection_ids(db.session, 1)
        proxy.mute()
        assert not before & await connection_ids(db.session, 1)
        assert proxy.connections == 2
        await db.dispose()


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("SELEC 1", 1064),
        ("SELECT * FROM nowhere", 1146),
        ("SELECT nothing FROM hero", 1054),
        ("INSERT INTO hero (id, name, power) VALUES (1, 'again', 0)", 1062),
    ],
)
async def test_errors_of_the_server_keep_the_connection(db: Database, statement: str, number: int) -> None:
    """After an answer of the server, also one that says no, the connection is well and stays in the pool."""
    async with db.session() as session:
        before = await session.scalar(text("SELECT CONNECTION_ID()"))
        with pytest.raises(DBAPIError, match=str(number)):
            await session.exec(text(statement))
        assert await session.scalar(text("SELECT CONNECTION_ID()")) == before
    async with db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) == before


async def test_errors_in_the_driver_close_the_connection(db: Database) -> None:
    """After an error that is no answer of the server, nobody knows what comes next on the connection."""
    with pytest.raises((TypeError, DBAPIError)):
        async with db.session() as session:
            connection = await session.connection()
            before = await session.scalar(text("SELECT CONNECTION_ID()"))
            await connection.exec_driver_sql("SELECT %s, %s", (object(),))
    async with db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) != before


async def test_errors_before_anything_was_sent_keep_the_connection(db: Database) -> None:
    """A value that its column's type refuses never reaches the driver."""
    with pytest.raises(Exception, match="power"):
        async with db.session() as session:
            before = await session.scalar(text("SELECT CONNECTION_ID()"))
            await session.exec(text("SELECT :power"))
    async with db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) == before


async def test_read_timeout_closes_the_connection(mysql_url: str) -> None:
    """A query that takes longer than ``read_timeout`` leaves an answer on its way, which nobody else may get."""
    db = Database(mysql_url, read_timeout=1)
    with pytest.raises(DBAPIError):
        async with db.session() as session:
            before = await session.scalar(text("SELECT CONNECTION_ID()"))
            await session.exec(text("SELECT SLEEP(30)"))
    async with db.session() as session:
        assert await session.scalar(text("SELECT CONNECTION_ID()")) != before
    assert checked_out(db) == 0
    await db.dispose()


class Load:
    """Workers that read and write without a pause through one Database, and what became of their units of work."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.started = self.done = 0
        self.failed: list[int] = []  # the numbers of the units, in the order of their start
        self.stopping = False

    async def work(self, unit: Callable[[], object]) -> None:
        """Run units of work one after the other."""
        while not self.stopping:
            self.started += 1
            number = self.started
            try:
                await unit()  # type: ignore[misc]
                self.done += 1
            except (DBAPIError, CommitOutcomeUnknownError):
                self.failed.append(number)

    async def write(self) -> None:
        """Change a hero."""
        async with self.db.session() as session:
            await session.exec(update(Hero).values(power=Hero.power + 1))

    async def read(self) -> None:
        """Read a hero."""
        async with self.db.reader() as session:
            assert (await session.exec(select(Hero.name))).all() == ["Deadpond"]


WORKERS = 4


async def test_restart_under_load(local_server: LocalServer, fresh_database: Callable[..., str]) -> None:
    """A restart costs the units of work that were in flight at most; the others wait for the server and succeed."""
    loads = [Load(Database(fresh_database(local_server, driver), connect_retry=60)) for driver in MYSQL_DRIVERS]
    for load in loads:
        await create_heroes(load.db, "Deadpond")
    async with asyncio.TaskGroup() as group:
        for load in loads:
            for unit in [load.read, load.write] * (WORKERS // 2):
                group.create_task(load.work(unit))
        while any(load.done < 100 for load in loads):
            await asyncio.sleep(0.01)
        await asyncio.to_thread(local_server.stop)
        started_when_down = [load.started for load in loads]
        await asyncio.to_thread(local_server.start)
        done_when_up = [load.done for load in loads]
        while any(load.done < done + 100 for load, done in zip(loads, done_when_up, strict=True)):
            await asyncio.sleep(0.01)
        for load in loads:
            load.stopping = True

    for load, started in zip(loads, started_when_down, strict=True):
        assert len(load.failed) <= WORKERS
        assert all(number <= started for number in load.failed)
        assert checked_out(load.db) == 0
        await load.db.dispose()
