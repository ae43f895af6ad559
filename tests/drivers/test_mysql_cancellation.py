"""A task that is cancelled at any moment, and again, leaves nothing: no wrong answer, no connection, no socket."""

import asyncio
import gc
import random
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, literal, select, text

from aiolift import Database
from tests.servers import FaultProxy, Server

TASKS = 200
POOL_SIZE = 5


async def unit_of_work(database: Database, number: int) -> None:
    """Write, read and commit; each answer must be the task's own."""
    async with database.session() as session:
        connection = await session.connection()
        assert await connection.scalar(text("SELECT :n"), {"n": number}) == number
        await connection.execute(text("INSERT INTO note VALUES (:n, :words)"), {"n": number, "words": "x" * 999})
        rows = await connection.execute(text("SELECT :n, words FROM note LIMIT 50"), {"n": number})
        assert {row[0] for row in rows} == {number}
        if number % 4 == 0:
            raise ZeroDivisionError  # and a ROLLBACK, which can be cancelled too


async def read(database: Database, number: int) -> None:
    """Read on the fast path, then in an ordinary session: buffered, and as a stream."""
    async with database.reader() as session:
        assert (await session.scalars(select(literal(number)))).all() == [number]
        assert await database.prepare(select(bindparam("n", type_=Integer))).all(n=number) == [number]
        connection = await session.connection()
        assert await connection.scalar(text("SELECT :n"), {"n": number}) == number
        rows = await connection.stream(text("SELECT :n, words FROM note LIMIT 50"), {"n": number})
        assert {row[0] async for row in rows} <= {number}


async def cancel_at_random(database: Database, work: Any, *, longest: float, seed: int) -> list[BaseException | None]:
    """Run `work` in many tasks, each of which is cancelled one to three times, at random; say how each ended."""
    chance = random.Random(seed)

    async def cancelled(number: int) -> None:
        task = asyncio.create_task(work(database, number))
        await asyncio.sleep(chance.uniform(0, longest))
        for _ in range(chance.randint(1, 3)):
            task.cancel()
            await asyncio.sleep(0)
        await task

    return await asyncio.gather(*map(cancelled, range(1, TASKS + 1)), return_exceptions=True)


async def check_pool(database: Database, engine: Any) -> None:
    """Nothing is checked out, and each query gets its own answer."""
    assert engine.pool.checkedout() == 0
    for number in range(50):
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT :n"), {"n": number}) == number
    assert engine.pool.checkedout() == 0


def connections_of(server: Server, database: Database) -> int:
    """How many connections the server has to this database."""
    name = database.url.database
    (count,) = server.run_sql(f"SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{name}'")[0]
    return int(count)


@pytest.mark.parametrize(("work", "latency"), [(unit_of_work, 0.003), (read, 0.0)])
async def test_random_moments(driver: str, mariadb: Server, fresh_database: Any, work: Any, latency: float) -> None:
    """200 tasks, cancelled while they connect, ask, fetch, commit, roll back or wait for the pool."""
    url = fresh_database(mariadb, driver)
    options = {"pool_size": POOL_SIZE, "max_overflow": 3, "ping_after": 0}
    async with FaultProxy(mariadb) as proxy:
        proxy.latency = latency
        database = Database(url.replace(f":{mariadb.port}/", f":{proxy.port}/"), **options)
        try:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE note (id INT PRIMARY KEY, words TEXT)"))
            await database.dispose()  # so that connecting, too, is interrupted
            ended = await cancel_at_random(database, work, longest=0.4 + 40 * latency, seed=7)
            kinds = {type(error) for error in ended}
            assert kinds <= {type(None), asyncio.CancelledError, ZeroDivisionError}
            assert asyncio.CancelledError in kinds
            for engine in (database.engine, database.read_engine):
                await check_pool(database, engine)
            while connections_of(mariadb, database) > POOL_SIZE:
                await asyncio.sleep(0.05)
        finally:
            await database.dispose()
    gc.collect()
