"""The dialect's streams: rows that stay on the server until they are read."""

from __future__ import annotations

import tracemalloc

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.drivers.conftest import MakeEngine, connection_id
from tests.servers import Server


class TestStream:
    """Rows that stay on the server until they are read."""

    async def test_bounded_memory(self, engine: AsyncEngine, endless: str) -> None:
        """Twenty megabytes of rows pass through less than two."""
        wide = endless.replace("a.n", "REPEAT('x', 1000)")
        async with engine.connect() as connection:
            result = await connection.stream(text(f"{wide} LIMIT 20000"), execution_options={"yield_per": 100})
            tracemalloc.start()
            count = 0
            async for _ in result:
                count += 1
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert count == 20_000
        assert peak < 2_000_000

    async def test_connection_is_kept(self, engine: AsyncEngine) -> None:
        """A stream that was read to its end leaves a connection that can be used again."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            result = await connection.stream(text("SELECT 1 UNION SELECT 2"))
            assert [row async for row in result] == [(1,), (2,)]
        async with engine.connect() as connection:
            assert await connection_id(connection) == own_id

    async def test_first_row_of_one(self, engine: AsyncEngine) -> None:
        """So does one whose only row was fetched."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            result = await connection.stream(text("SELECT 1"))
            assert await result.first() == (1,)
        async with engine.connect() as connection:
            assert await connection_id(connection) == own_id

    @pytest.mark.parametrize("autocommit", [False, True])
    async def test_left_early(self, make_engine: MakeEngine, endless: str, autocommit: bool) -> None:
        """Who leaves an endless stream does not wait for its end: the connection is replaced."""
        options = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True} if autocommit else {}
        engine = make_engine(**options)
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            async for row in await connection.stream(text(endless)):
                assert row == (0,)
                break
        async with engine.connect() as connection:
            assert await connection_id(connection) != own_id
        assert engine.pool.checkedin() == 1

    async def test_error_in_the_middle(self, engine: AsyncEngine, endless: str) -> None:
        """The same where an exception ends the loop; it is that exception that arrives."""
        with pytest.raises(RuntimeError, match="mine"):
            async with engine.begin() as connection:
                async for _ in await connection.stream(text(endless)):
                    raise RuntimeError("mine")
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT 'own'")) == "own"

    async def test_rollback_and_go_on(self, engine: AsyncEngine, endless: str) -> None:
        """After the rollback the same AsyncConnection goes on, with a new connection; the transaction is undone."""
        async with engine.connect() as connection:
            await connection.execute(text("CREATE TABLE t (n INT)"))
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            result = await connection.stream(text(endless))
            await result.fetchone()
            await result.close()
            await connection.rollback()
            assert await connection.scalar(text("SELECT COUNT(*) FROM t")) == 0

    async def test_transaction_goes_on(self, engine: AsyncEngine) -> None:
        """Who leaves a stream and goes on in the same transaction loses nothing of it."""
        numbers = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 900) SELECT n FROM t"
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE kept (n INT)"))
            await connection.execute(text("INSERT INTO kept VALUES (1)"))
            async for _ in await connection.stream(text(numbers)):
                break
            await connection.execute(text("INSERT INTO kept VALUES (2)"))
            async for _ in await connection.stream(text(numbers)):
                break
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT n FROM kept"))).scalars().all() == [1, 2]

    async def test_statement_in_between(self, engine: AsyncEngine) -> None:
        """A statement in the middle of a stream gets its answer; the stream does not pretend to have ended."""
        async with engine.connect() as connection:
            stream = await connection.stream(
                text("SELECT 1 UNION SELECT 2 UNION SELECT 3"), execution_options={"max_row_buffer": 1}
            )
            assert await stream.fetchone() == (1,)
            assert await connection.scalar(text("SELECT 'own'")) == "own"
            with pytest.raises(InterfaceError, match="another statement was sent"):
                await stream.fetchone()

    async def test_killed(self, engine: AsyncEngine, server: Server, endless: str) -> None:
        """A stream that is killed on the server is an error, and the connection lives on."""
        async with engine.connect() as connection:
            own_id = await connection_id(connection)
            # wide rows: what is on its way to us when the query is killed is read first
            wide = endless.replace("a.n", "REPEAT('x', 10000)")
            stream = await connection.stream(text(wide), execution_options={"yield_per": 100})
            await stream.fetchone()
            server.run_sql(f"KILL QUERY {own_id}")
            with pytest.raises(DBAPIError):
                async for _ in stream:
                    pass
            assert await connection_id(connection) == own_id
