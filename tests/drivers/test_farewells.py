"""A query whose task was cancelled ends on the server, and no other query does."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.util import await_

from aiolift import Database
from aiolift.drivers import farewells
from aiolift.drivers.mode import Mode
from aiolift.pool import FairPool
from tests.drivers.databases import has, opened, through, until_gone
from tests.servers import FaultProxy, LocalServer, Server

SLEEP = "SELECT SLEEP(60)"


@pytest.fixture
async def db(mysql_url: str) -> AsyncIterator[Database]:
    """A Database with two connections."""
    async with opened(mysql_url, pool_size=2) as database:
        yield database
    gc.collect()


async def by_session(database: Database) -> None:
    """Sleep in a unit of work."""
    async with database.engine.connect() as connection:
        await connection.execute(text(SLEEP))


async def by_checkout(database: Database) -> None:
    """Sleep on the driver's own connection, as the fast path of readers does."""
    pool = database.engine.pool
    assert isinstance(pool, FairPool)
    async with pool.checkout(Mode.READ_ONLY) as managed:
        await database.driver.fetch(managed.dbapi_connection, SLEEP, ())


def running(server: Server, statement: str, database: str | None) -> list[int]:
    """Return the numbers of the connections to `database` that run `statement`."""
    query = f"SELECT id FROM information_schema.processlist WHERE info = '{statement}' AND db = '{database}'"
    return [number for (number,) in server.run_sql(query)]


async def until(condition: Callable[[], Any]) -> Any:
    """Wait until `condition` is true, and return what it returns."""
    while not (found := condition()):
        await asyncio.sleep(0.02)
    return found


async def cancelled(database: Database, server: Server, work: Callable[[Database], Any]) -> int:
    """Cancel `work` while it sleeps on the server; return the number of its connection there."""
    task = asyncio.create_task(work(database))
    (number,) = await until(lambda: running(server, SLEEP, database.url.database))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return int(number)


@pytest.mark.parametrize("work", [by_session, by_checkout])
async def test_a_cancelled_query_is_killed(db: Database, server_of: Server, work: Callable[[Database], Any]) -> None:
    """The query and its connection are gone from the server long before the query would have ended."""
    number = await cancelled(db, server_of, work)
    await until_gone(server_of, number)
    async with db.read_engine.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


async def test_many_are_killed_over_one_connection(server_of: Server, mysql_url: str) -> None:
    """A burst of cancelled queries opens one connection more, and not one for each."""
    async with opened(mysql_url, pool_size=8) as database:
        name = database.url.database
        tasks = [asyncio.create_task(by_session(database)) for _ in range(8)]
        await until(lambda: len(running(server_of, SLEEP, name)) == 8)
        count = f"SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{name}'"
        for task in tasks:
            task.cancel()
        most = 0
        while left := int(server_of.run_sql(count)[0][0]):
            most = max(most, left)
            if not running(server_of, SLEEP, name):
                break
            await asyncio.sleep(0.005)
        assert most <= 9
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_comes_while_the_connection_for_kills_is_closed(db: Database, server_of: Server) -> None:
    """A query that is cancelled in that moment is killed too."""
    pool = db.engine.pool
    assert isinstance(pool, FairPool)
    assert pool._options.farewells is not None
    closing = asyncio.Event()

    @event.listens_for(pool._options.farewells._engine.sync_engine, "close")
    def close_slowly(*_: Any) -> None:
        closing.set()
        await_(asyncio.sleep(4 * farewells.GRACE))

    tasks = [asyncio.create_task(by_session(db)) for _ in range(2)]
    numbers = await until(lambda: (found := running(server_of, SLEEP, db.url.database))[1:] and found)
    tasks[0].cancel()
    await closing.wait()
    tasks[1].cancel()
    async with asyncio.timeout(4 * farewells.PATIENCE):
        for number in numbers:
            await until_gone(server_of, number)
    await asyncio.wait(tasks)


async def test_the_place_is_taken_until_the_query_has_ended(server_of: Server, mysql_url: str) -> None:
    """With a pool of one, the next session begins when the server is done with the cancelled query."""
    async with opened(mysql_url, pool_size=1) as database:
        number = await cancelled(database, server_of, by_session)
        async with database.engine.connect() as connection:
            found = f"SELECT COUNT(*) FROM information_schema.processlist WHERE id = {number} AND command = 'Query'"
            assert await connection.scalar(text(found)) == 0


async def test_over_tls_and_a_unix_socket(mysql_url: str, server_of: Server) -> None:
    """Neither an encrypted connection nor one without a port keeps a query from being killed."""
    if not isinstance(server_of, LocalServer):
        pytest.skip("a server of somebody else")
    for options in ({"tls_ca": server_of.ca_file}, {"unix_socket": server_of.socket_path}):
        async with opened(mysql_url, **options) as database:
            await until_gone(server_of, await cancelled(database, server_of, by_session))
    gc.collect()


async def test_behind_a_proxy_nothing_is_killed(
    mysql_url: str, server_of: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server sees another client than we are, the number may be somebody else's: the query runs on."""
    monkeypatch.setattr(farewells, "PATIENCE", 0.5)
    async with FaultProxy(server_of) as proxy:
        async with opened(through(proxy, mysql_url), pool_size=1) as database:
            number = await cancelled(database, server_of, by_session)
            async with database.engine.connect() as connection:  # though the place is free after a while
                assert await connection.scalar(text("SELECT 1")) == 1
            assert running(server_of, SLEEP, database.url.database) == [number]
        assert not [query for query in proxy.queries if has("KILL")(query)]
    server_of.run_sql(f"KILL {number}")
    gc.collect()


async def test_an_ended_query_is_not_killed(db: Database, server_of: Server) -> None:
    """A connection that is given up without a query leaves with a goodbye, and no KILL is sent."""
    async with db.engine.connect() as connection:
        number = await connection.scalar(text("SELECT CONNECTION_ID()"))
        await connection.invalidate()
    await until_gone(server_of, number)
    kills = "SHOW GLOBAL STATUS LIKE 'Com_kill'"
    before = server_of.run_sql(kills)
    await db.dispose()
    assert server_of.run_sql(kills) == before


async def test_a_commit_is_let_run(db: Database, server_of: Server) -> None:
    """A COMMIT whose task was cancelled is not killed: what it has written is there afterwards."""
    name = make_url(str(db.url)).database
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE note (id INT PRIMARY KEY)"))

    async def write() -> None:
        async with db.engine.begin() as connection:
            await connection.execute(text("INSERT INTO note VALUES (1)"))
            ready.set()
            await locked.wait()

    ready, locked = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(write())
    await ready.wait()
    with server_of.connect() as administrator, administrator.cursor() as cursor:
        cursor.execute("FLUSH TABLES WITH READ LOCK")
        locked.set()
        (number,) = await until(lambda: running(server_of, "COMMIT", name))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(3 * farewells.GRACE)
        assert running(server_of, "COMMIT", name) == [number]
        cursor.execute("UNLOCK TABLES")
    await until_gone(server_of, number)
    assert [*server_of.run_sql("SELECT id FROM note", database=name)] == [(1,)]
