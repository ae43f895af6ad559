"""The dialect after a cancellation, and after the connection was lost."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aiolift.drivers.mysqlconnector import MysqlconnectorDriver
from aiolift.settings import DatabaseSettings
from tests.drivers.conftest import MakeEngine, connection_id
from tests.servers import FaultProxy, LocalServer, Server


async def channel_of(connection: AsyncConnection) -> Any:
    """The channel behind a connection."""
    return (await connection.get_raw_connection()).dbapi_connection.channel


class TestCancellation:
    """A cancelled query never answers the next one."""

    async def _cancel(self, awaitable: Any, after: float) -> None:
        task = asyncio.ensure_future(awaitable)
        await asyncio.sleep(after)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def test_at_random_moments(self, make_engine: MakeEngine) -> None:
        """200 sessions cancelled at random moments, 40 left alone: all answers are right, nothing stays checked out."""
        engine = make_engine(pool_size=3)
        moments = random.Random(1)
        finished = []
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))

        async def session(n: int) -> None:
            async with engine.begin() as connection:
                assert await connection.scalar(text("SELECT :n"), {"n": n}) == n
                await connection.execute(text("INSERT INTO t VALUES (:n)"), [{"n": n}, {"n": n}])
                assert (await connection.execute(text("SELECT n FROM t WHERE n = :n"), {"n": n})).all() == [(n,), (n,)]
                async for row in await connection.stream(text("SELECT n FROM t WHERE n = :n"), {"n": n}):
                    assert row == (n,)
            finished.append(n)

        for n in range(0, 240, 6):
            cancelled = (self._cancel(session(m), moments.uniform(0, 0.08)) for m in range(n, n + 5))
            await asyncio.gather(*cancelled, session(n + 5))
        assert 40 <= len(finished) < 240
        assert engine.pool.checkedout() == 0
        async with engine.connect() as connection:
            counts = dict((await connection.execute(text("SELECT n, COUNT(*) FROM t GROUP BY n"))).all())
        assert set(counts.values()) == {2}
        assert set(finished) <= set(counts)

    async def test_closed_at_once(self, engine: AsyncEngine) -> None:
        """The socket of a cancelled query is closed when the cancellation arrives, and the pool gives out another."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            channel = await channel_of(connection)
            task = asyncio.create_task(connection.execute(text("SELECT SLEEP(10)")))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not channel.is_open
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    @pytest.mark.parametrize("operation", ["commit", "rollback"])
    async def test_end_of_a_transaction(self, engine: AsyncEngine, operation: str) -> None:
        """A cancelled COMMIT or ROLLBACK closes the connection as well."""
        async with engine.connect() as connection:
            channel = await channel_of(connection)
            await connection.execute(text("SELECT 1"))
            task = asyncio.create_task(getattr(connection, operation)())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not channel.is_open
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"

    async def test_stream(self, engine: AsyncEngine, endless: str) -> None:
        """So does a cancelled stream."""

        async def read() -> None:
            async with engine.connect() as connection:
                async for _ in await connection.stream(text(endless), execution_options={"yield_per": 10}):
                    pass

        await self._cancel(read(), 0.1)
        assert engine.pool.checkedout() == 0
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"


class TestLostConnection:
    """A connection that is gone."""

    async def test_killed(self, engine: AsyncEngine, server: Server) -> None:
        """A killed connection is an error that says so, and is replaced."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            server.run_sql(f"KILL {own_id}")
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text("SELECT 1"))
            assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_idle_for_too_long(self, engine: AsyncEngine) -> None:
        """So is one that the server has closed for being idle."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            await connection.execute(text("SET SESSION wait_timeout = 1"))
            await asyncio.sleep(2)
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text("SELECT 1"))
            assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_killed_while_it_waits(self, engine: AsyncEngine, server: Server) -> None:
        """And one that is killed in the middle of a query."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            task = asyncio.create_task(connection.execute(text("SELECT SLEEP(10)")))
            await asyncio.sleep(0.05)
            server.run_sql(f"KILL {own_id}")
            with pytest.raises(DBAPIError) as caught:
                await task
            assert caught.value.connection_invalidated

    async def test_restarted_server(self, engine: AsyncEngine, local_server: LocalServer) -> None:
        """After a restart of the server the first statement fails, and the next one has a new connection."""
        async with engine.connect() as connection:
            await connection_id(connection)
        local_server.kill()
        local_server.start()
        with pytest.raises(OperationalError) as caught:
            async with engine.connect() as connection:
                await connection_id(connection)
        assert caught.value.connection_invalidated
        async with engine.connect() as connection:
            await connection_id(connection)

    async def test_read_timeout(self, make_engine: MakeEngine) -> None:
        """An answer that takes too long is an OperationalError, and nobody else will get it."""
        engine = make_engine("?read_timeout=1")
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            with pytest.raises(OperationalError) as caught:
                await connection.execute(text("SELECT SLEEP(10)"))
            assert caught.value.connection_invalidated
            assert caught.value.orig is not None
            assert caught.value.orig.errno == 2013
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_error_of_the_driver(self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error inside the driver arrives as it is; its connection is replaced without another error."""

        def fail(*_: Any) -> Any:
            raise ValueError("not a date")

        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            with monkeypatch.context() as patch:
                patch.setattr(raw.driver_connection.converter, "row_to_python", fail)
                with pytest.raises(ValueError, match="not a date"):
                    await connection.execute(text("SELECT 1"))
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id

    async def test_request_for_a_file(self, server: Server) -> None:
        """A server that asks for a file gets nothing, and no further statement."""
        async with FaultProxy(server) as proxy:
            url = make_url(proxy.url("mysqlconnector_async", database="mysql"))
            settings = DatabaseSettings.create(url=url.render_as_string(hide_password=False))
            # aiolift's own connection, as the driver cannot log in to MySQL without TLS
            engine = create_async_engine(url, async_creator=lambda: MysqlconnectorDriver().connect(url, settings))
            proxy.ask_for_file(lambda query: "innocent" in query)
            async with engine.connect() as connection:
                channel = await channel_of(connection)
                with pytest.raises(DBAPIError):
                    await connection.execute(text("SELECT 'innocent'"))
                assert not channel.is_open
            assert (proxy.file_requests, proxy.stolen) == (1, b"")
            await engine.dispose()
