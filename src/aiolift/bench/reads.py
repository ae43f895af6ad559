"""Reads of one row by a unique column: ``python -m aiolift.bench.reads --url mysql+asyncmy://…``.

Each contender opens its session, reads one object and ends, in 32 tasks at once. Rounds are interleaved, in one
process; what is compared are medians, and each contender's own CPU time.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, bindparam
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import Database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Unit = Callable[[str], Awaitable[Any]]

_ROWS = 500


class ReadsBenchMember(SQLModel, table=True):
    """A row of ordinary width."""

    metadata = MetaData()  # its own, so that no other table is created or dropped
    __tablename__ = "aiolift_bench_reads"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=255, unique=True)
    name: str = Field(max_length=100)
    points: int = 0
    active: bool = True
    joined: datetime


@dataclass
class Contender:
    """One way to read, and what was measured of it."""

    name: str
    unit: Unit
    rates: list[float] = field(default_factory=list)
    """Reads per second, by round."""
    cpu: list[float] = field(default_factory=list)
    """CPU seconds of this process per read, by round."""


def main() -> None:
    """Measure, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description="one row by a unique column, through every path")
    parser.add_argument("--url", required=True, help="a database in which a table may be created and dropped")
    parser.add_argument("--tasks", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="the length of one contender's turn in a round")
    arguments = parser.parse_args()
    contenders = asyncio.run(_measure(arguments))
    slowest = statistics.median(contenders[0].rates)
    for contender in contenders:
        rate = statistics.median(contender.rates)
        _say(
            f"{contender.name:32} {rate:8,.0f} reads/s ({min(contender.rates):,.0f} to {max(contender.rates):,.0f})  "
            f"{statistics.median(contender.cpu) * 1e6:6.0f} us CPU  {rate / slowest:5.2f} x"
        )


async def _measure(arguments: argparse.Namespace) -> list[Contender]:
    database = Database(arguments.url, pool_size=arguments.tasks)
    await database.drop_tables(ReadsBenchMember.metadata)  # of a run that was killed
    await database.create_tables(ReadsBenchMember.metadata)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        stack.push_async_callback(database.drop_tables, ReadsBenchMember.metadata)
        async with database.session() as session:
            session.add_all(
                [
                    ReadsBenchMember(email=f"member{number}@example.com", name="홍길동", joined=datetime.now(UTC))
                    for number in range(_ROWS)
                ]
            )
        contenders = await _contenders(database, arguments.tasks, stack)
        for contender in contenders:  # every pool is full, and every cache warm
            await _turn(contender.unit, arguments.tasks, 0.2)
        for _ in range(arguments.rounds):
            for contender in contenders:
                rate, cpu = await _turn(contender.unit, arguments.tasks, arguments.seconds)
                contender.rates.append(rate)
                contender.cpu.append(cpu)
        return contenders


async def _contenders(database: Database, tasks: int, stack: AsyncExitStack) -> list[Contender]:
    engine = create_async_engine(database.url, pool_size=tasks)
    stack.push_async_callback(engine.dispose)
    prepared = database.prepare(select(ReadsBenchMember).where(ReadsBenchMember.email == bindparam("email")))

    async def session(email: str) -> Any:
        async with AsyncSession(engine) as session:
            return (await session.exec(select(ReadsBenchMember).where(ReadsBenchMember.email == email))).one()

    async def reader(email: str) -> Any:
        async with database.reader() as reader:
            return (await reader.exec(select(ReadsBenchMember).where(ReadsBenchMember.email == email))).one()

    async def prepared_read(email: str) -> Any:
        return await prepared.one(email=email)

    contenders = [
        Contender("AsyncSession", session),
        Contender("db.reader()", reader),
        Contender("prepared", prepared_read),
    ]
    if database.driver.name == "asyncmy":
        binary = Database(database.settings, prepared_statements=True)
        stack.push_async_callback(binary.dispose)
        on_server = binary.prepare(select(ReadsBenchMember).where(ReadsBenchMember.email == bindparam("email")))

        async def prepared_on_server(email: str) -> Any:
            return await on_server.one(email=email)

        contenders.append(Contender("prepared, on the server too", prepared_on_server))
        contenders.append(Contender("asyncmy's pool, tuples", await _raw(database, tasks, stack)))
    return contenders


async def _raw(database: Database, tasks: int, stack: AsyncExitStack) -> Unit:
    import asyncmy

    url = database.url
    pool = await asyncmy.create_pool(
        minsize=tasks,
        maxsize=tasks,
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        database=url.database,
        autocommit=True,
    )
    stack.push_async_callback(pool.wait_closed)
    stack.callback(pool.close)
    statement = "SELECT id, email, name, points, active, joined FROM aiolift_bench_reads WHERE email = %s"

    async def raw(email: str) -> Any:
        async with pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(statement, (email,))
            return await cursor.fetchone()

    return raw


async def _turn(unit: Unit, tasks: int, seconds: float) -> tuple[float, float]:
    """Return the reads per second, and the CPU seconds of each."""
    end = time.perf_counter() + seconds

    async def work(first: int) -> int:
        count = 0
        while time.perf_counter() < end:
            await unit(f"member{(first + count) % _ROWS}@example.com")
            count += 1
        return count

    started, cpu = time.perf_counter(), time.process_time()
    done = sum(await asyncio.gather(*(work(number * 7) for number in range(tasks))))
    return done / (time.perf_counter() - started), (time.process_time() - cpu) / done


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
