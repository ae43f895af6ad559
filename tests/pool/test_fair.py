"""The pool on real databases: who is served when, in which mode, at what cost, and what is said of a pool in use."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, literal, select, text
from sqlalchemy.exc import DBAPIError, DisconnectionError

from aiolift import Database, PoolTimeoutError
from aiolift.drivers.mode import Mode
from aiolift.pool import FairPool, working_for
from tests.drivers.databases import opened, until_gone
from tests.servers import Server


def pool_of(database: Database) -> FairPool:
    """Return the pool."""
    pool = database.engine.pool
    assert isinstance(pool, FairPool)
    return pool


@pytest.fixture
async def single(any_url: str) -> AsyncIterator[Database]:
    """A Database with one connection, on every server and driver."""
    async with opened(any_url, pool_size=1, pool_timeout=20) as database:
        yield database
        assert pool_of(database).checkedout() == 0
    gc.collect()


def nobody() -> None:
    """Do nothing when served."""


async def write(database: Database, served: Callable[[], None] = nobody) -> None:
    """Use a connection as a unit of work does."""
    async with database.engine.connect() as connection:
        served()
        await connection.execute(text("SELECT 1"))


async def read(database: Database, served: Callable[[], None] = nobody) -> None:
    """Use a connection as a reader's fallback does."""
    async with database.read_engine.connect() as connection:
        served()
        await connection.execute(text("SELECT 1"))


async def check_out(database: Database, served: Callable[[], None] = nobody) -> None:
    """Use a connection as the fast path does."""
    async with pool_of(database).checkout(Mode.READ_ONLY) as managed:
        served()
        assert managed.driver_connection is not None


async def prepared(database: Database) -> list[Any]:
    """Read on the fast path, as a prepared read does."""
    return await database.prepare(select(literal(1))).all()


async def session_read(database: Database) -> list[Any]:
    """Read as a reader does: on the fast path, where there is one."""
    async with database.reader() as reader:
        return list((await reader.scalars(select(literal(1)))).all())


def closings(database: Database) -> list[Any]:
    """Return the connections of the pool that are closed from now on."""
    closed: list[Any] = []
    event.listen(database.engine.sync_engine, "close", lambda connection, _: closed.append(connection))
    return closed


async def test_first_come_first_served(single: Database) -> None:
    """Units of work, readers and the fast path wait in one queue, and nobody overtakes."""
    served: list[int] = []

    async with single.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        ways = [write, read, check_out, read, write] * 6
        tasks = [asyncio.create_task(way(single, partial(served.append, number))) for number, way in enumerate(ways)]
        while pool_of(single).waiting() < len(tasks):
            await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert served == sorted(served)


async def test_pool_size_is_what_the_server_sees(server_of: Server, mysql_url: str) -> None:
    """Whatever readers and units of work do at once, there are never more connections than `pool_size`."""
    async with opened(mysql_url, pool_size=3) as database:
        count = text("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()")
        seen: list[int] = []

        async def look(number: int) -> None:
            engine = database.engine if number % 2 else database.read_engine
            async with engine.connect() as connection:
                seen.append(int(await connection.scalar(count)))

        await asyncio.gather(*map(look, range(40)))
        assert max(seen) == 3


async def test_each_mode_is_what_it_says(single: Database) -> None:
    """On one connection in turn, units of work roll back what is not committed, and readers cannot write."""
    async with single.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE note (words VARCHAR(20))"))
    for _ in range(3):
        async with single.engine.connect() as connection:
            await connection.execute(text("INSERT INTO note VALUES ('lost')"))
        async with single.read_engine.connect() as connection:
            assert await connection.scalar(text("SELECT COUNT(*) FROM note")) == 0
            with pytest.raises(Exception, match="read-only"):
                await connection.execute(text("INSERT INTO note VALUES ('refused')"))
    assert pool_of(single).overflow() <= 0


async def questions(connection: Any) -> int:
    """Return how many statements this connection has sent, this one included."""
    return int((await connection.execute(text("SHOW SESSION STATUS LIKE 'Questions'"))).one()[1])


async def test_round_trips(mysql_url: str) -> None:
    """A read costs one round trip, a unit of work that reads two, and a switch of the mode one."""
    async with opened(mysql_url, pool_size=1) as database:

        async def asked(engine: Any) -> int:
            async with engine.connect() as connection:
                return await questions(connection)

        async def costs(work: Callable[[], Any], engine: Any) -> int:
            before = await asked(engine)
            await work()
            return await asked(engine) - before

        async def reader() -> None:
            async with database.reader() as session:
                await session.exec(text("SELECT 1"))

        async def unit() -> None:
            async with database.session() as session:
                await session.exec(text("SELECT 1"))

        async def nothing() -> None:
            async with database.engine.connect():
                pass

        rollback = 1  # of the engine's own connection here, which is not committed
        assert await costs(reader, database.read_engine) == 1 + 1
        assert await costs(unit, database.engine) == rollback + 2 + 1
        assert await costs(nothing, database.engine) == rollback + 0 + 1
        assert await costs(unit, database.read_engine) == 1 + 2 + 1 + 1  # there and back


@pytest.mark.parametrize("nested", [False, True])
async def test_the_deadline_names_the_holders(any_url: str, nested: bool) -> None:
    """Who waited in vain is told who holds the connections, for how long and where, and what to do."""
    async with opened(any_url, pool_size=1, pool_timeout=0.2) as database:
        holding, done = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            with working_for("GET /orders"):
                async with database.engine.connect():
                    holding.set()
                    await done.wait()

        if nested:
            async with database.engine.connect():
                with pytest.raises(PoolTimeoutError) as caught:
                    await read(database)
            assert "This task holds 1 of them itself while it waits for one more." in str(caught.value)
            return
        holder = asyncio.create_task(hold(), name="request 7")
        await holding.wait()
        with pytest.raises(PoolTimeoutError) as caught:
            await check_out(database)
        message = str(caught.value)
        assert message.startswith(
            "no database connection became free within 0.2 s (pool_timeout): 1 connections are in"
        )
        assert "Held by GET /orders (request 7 at test_fair.py:" in message
        assert "in hold) for 0." in message
        assert message.endswith("or raise pool_size")
        done.set()
        await holder
        await check_out(database)


async def test_a_deadlock_of_requests_ends(any_url: str) -> None:
    """Requests that each hold a session and want a second one get an error in time, and the pool works afterwards."""
    async with opened(any_url, pool_size=3, pool_timeout=0.3) as database:
        all_hold = asyncio.Barrier(3)

        async def request() -> None:
            async with database.read_engine.connect():
                await all_hold.wait()
                await read(database)

        ended = await asyncio.gather(*(request() for _ in range(3)), return_exceptions=True)
        assert any(isinstance(error, PoolTimeoutError) for error in ended)
        await read(database)
        assert pool_of(database).checkedout() == 0


async def test_events_fire_whichever_way_a_connection_is_taken(single: Database) -> None:
    """What users hang on the pool is called for units of work, for readers and for the fast path."""
    fired: list[str] = []
    for name in ("connect", "checkout", "checkin", "reset"):
        event.listen(single.engine.sync_engine, name, lambda *_, name=name: fired.append(name))
    for way in (write, read, check_out):
        await way(single)
    assert fired == ["connect", *["checkout", "reset", "checkin"] * 3]
    await single.dispose()
    await check_out(single)
    assert fired[-4:] == ["connect", "checkout", "reset", "checkin"]


async def test_a_listener_can_have_a_reader_s_connection_replaced(single: Database) -> None:
    """After a listener to "checkout" has refused a connection, the new one is in the wanted mode too."""
    await read(single)
    refused: list[Any] = []

    @event.listens_for(single.read_engine.sync_engine, "checkout")
    def refuse_once(connection: Any, *_: Any) -> None:
        if not refused:
            refused.append(connection)
            raise DisconnectionError

    async with single.read_engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.dbapi_connection is not refused[0]
        with pytest.raises(Exception, match="read-only"):
            await connection.execute(text("CREATE TABLE refused (id INTEGER)"))


async def test_what_a_user_does_to_the_mode_is_undone(mysql_url: str) -> None:
    """A connection whose autocommit its user has changed is set right for the next one."""
    async with opened(mysql_url, pool_size=1) as database:
        for _ in range(2):
            async with database.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT @@autocommit")) == 0
            async with database.read_engine.connect() as connection:
                assert await connection.scalar(text("SELECT @@autocommit")) == 1
                await connection.execute(text("SET autocommit = 0"))


async def test_locks_of_a_statement_without_a_transaction_end(mysql_url: str) -> None:
    """A statement that takes a lock and begins no transaction (EXPLAIN) is rolled back after a COMMIT before it."""
    async with opened(mysql_url, pool_size=2) as database:
        async with database.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE note (id INT)"))
        async with database.engine.connect() as connection:
            await connection.commit()
            await connection.execute(text("EXPLAIN SELECT * FROM note"))
        async with database.engine.connect() as idle, database.engine.connect() as other:
            await idle.get_raw_connection()
            await other.execute(text("SET SESSION lock_wait_timeout = 1"))
            await other.execute(text("ALTER TABLE note ADD COLUMN words TEXT"))


async def test_an_error_of_the_server_keeps_the_connection(mysql_url: str) -> None:
    """Of the errors that leave the fast path, those that the server has sent leave the connection as it is."""
    async with opened(mysql_url, pool_size=1) as database:
        driver = database.driver
        numbers = []
        for statement, error in [("SELECT nothing", "server"), ("SELECT 1", "ours"), ("SELECT 1", "none")]:
            try:
                async with pool_of(database).checkout(Mode.READ_ONLY) as managed:
                    numbers.append(driver.number(managed.dbapi_connection))  # type: ignore[attr-defined]
                    await driver.fetch(managed.dbapi_connection, statement, ())
                    if error == "ours":
                        raise LookupError
            except LookupError:
                pass
            except database.engine.dialect.loaded_dbapi.Error:
                assert error == "server"
        assert numbers[0] == numbers[1] != numbers[2]


async def test_dispose_closes_what_comes_back_later(server_of: Server, mysql_url: str) -> None:
    """A connection in use is not disturbed by ``dispose``, and is closed when it comes back."""
    async with opened(mysql_url) as database:
        old = pool_of(database)
        async with database.engine.connect() as connection:
            number = await connection.scalar(text("SELECT CONNECTION_ID()"))
            await database.dispose()
            assert pool_of(database) is not old
            assert await connection.scalar(text("SELECT CONNECTION_ID()")) == number
        await until_gone(server_of, number)
        assert (old.checkedin(), old.checkedout()) == (0, 0)


async def test_dispose_lets_a_read_in_flight_end(single: Database) -> None:
    """A read that is under way has its answer, and then its connection is closed."""
    closed = closings(single)
    for number, way in enumerate([prepared, session_read], start=1):
        old = pool_of(single)
        task = asyncio.create_task(way(single))
        while not old.checkedout():
            await asyncio.sleep(0)
        await single.dispose()
        assert pool_of(single) is not old
        assert await task == [1]
        assert (len(closed), old.checkedin(), old.checkedout()) == (number, 0, 0)


async def test_reads_beyond_the_size_have_their_answers(any_url: str) -> None:
    """A burst of reads is answered on connections beyond `pool_size`, which are closed afterwards."""
    async with opened(any_url, pool_size=1, max_overflow=2) as database:
        pool, closed = pool_of(database), closings(database)
        assert await asyncio.gather(*(way(database) for way in [prepared, session_read] * 3)) == [[1]] * 6
        assert len(closed) >= 2
        assert (pool.checkedout(), pool.checkedin(), pool.overflow()) == (0, 1, 0)


async def test_overflow_is_closed_when_nobody_waits(mysql_url: str) -> None:
    """Connections beyond `pool_size` are there for a burst only."""
    async with opened(mysql_url, pool_size=1, max_overflow=2) as database:
        pool = pool_of(database)
        async with database.engine.connect(), database.engine.connect(), database.read_engine.connect():
            assert (pool.checkedout(), pool.overflow()) == (3, 2)
        assert (pool.checkedout(), pool.checkedin(), pool.overflow()) == (0, 1, 0)
        assert pool.status() == "0 connections are in use, 1 idle, and 0 tasks wait"
        assert (pool.size(), pool.timeout()) == (1, 30.0)


async def test_who_cannot_connect_leaves_no_gap() -> None:
    """Where no connection can be opened, the place is free again, however often."""
    async with opened("mysql://somebody@127.0.0.1:1/nothing", pool_size=1, connect_retry=0) as database:
        for _ in range(3):
            for way in (write, check_out):
                with pytest.raises((DBAPIError, OSError, Exception), match=r"2003|no connection to"):
                    await way(database)
        assert (pool_of(database).checkedout(), pool_of(database).overflow()) == (0, -1)


async def test_a_checkout_that_is_cancelled_while_it_waits(single: Database) -> None:
    """A task that gives up waiting is passed over, and the next one is served."""
    async with single.engine.connect():
        first, second = asyncio.create_task(read(single)), asyncio.create_task(read(single))
        while pool_of(single).waiting() < 2:
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        assert pool_of(single).waiting() == 1
    await second
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_read_that_is_cancelled_again_and_again(single: Database) -> None:
    """However often a task is cancelled while its connection is given up, as anyio does it, the place is free again."""
    ways: list[Callable[[Database], Any]] = [prepared, session_read, read, write]
    for is_listened_to, way in product([False, True], ways):
        if is_listened_to and way is prepared:
            event.listen(single.engine.sync_engine, "checkin", lambda *_: None)
        task = asyncio.create_task(way(single))
        while not pool_of(single).checkedout():
            await asyncio.sleep(0)
        while not task.done():
            task.cancel()
            await asyncio.sleep(0)
        assert task.cancelled()
        assert await prepared(single) == [1]
        assert pool_of(single).overflow() <= 0
