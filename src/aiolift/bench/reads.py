"""Reads of one row by a unique column: ``python -m aiolift.bench.reads --url mysql+asyncmy://…``.

Each contender opens its session, reads one object and ends, in 32 tasks at once. Rounds are interleaved, in one
process; what is compared are medians, each contender's own CPU time, and the statements that the server has counted.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import MetaData, bindparam, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import Database
from aiolift.bench import command
from aiolift.bench.machine import Machine
from aiolift.bench.rounds import Spread, rotated
from aiolift.bench.server import server_name
from aiolift.bench.turns import turn

if TYPE_CHECKING:
    from aiolift.bench.turns import Unit

#: What the others are compared with.
REFERENCE = "AsyncSession"

_ROWS = 500
_COUNTED_READS = 100
_QUESTIONS = text("SHOW GLOBAL STATUS LIKE 'Questions'")


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


@dataclass(frozen=True)
class Contender:
    """One way to read."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class ReadPathFigures:
    """What was measured of one way to read."""

    name: str
    rates: list[float]
    """Reads per second, by round."""
    cpu: list[float]
    """Microseconds of CPU time of this process for each read, by round."""
    statements: float | None
    """What the server has counted for each read (its `Questions`); None where it counts nothing."""


@dataclass(frozen=True)
class ReadsResult:
    """What was measured, and where."""

    machine: Machine
    server: str
    driver: str
    tasks: int
    rounds: int
    seconds: float
    paths: list[ReadPathFigures]
    benchmark: Literal["reads"] = "reads"

    def ratio(self, path: ReadPathFigures) -> float:
        """Return how many times as fast as the reference it is, by the medians."""
        reference = next(one for one in self.paths if one.name == REFERENCE)
        return statistics.median(path.rates) / statistics.median(reference.rates)


async def measure(database: Database, *, rounds: int, seconds: float) -> ReadsResult:
    """Read through every path, in so many rounds of turns of so many seconds.

    :param database: one in which a table may be made and dropped; as many tasks read as its pool has connections.
    """
    tasks = database.settings.pool_size
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        server = await server_name(database) if database.url.get_backend_name() != "sqlite" else "SQLite"
        await database.drop_tables(ReadsBenchMember.metadata)  # of a run that was killed
        await database.create_tables(ReadsBenchMember.metadata)
        stack.push_async_callback(database.drop_tables, ReadsBenchMember.metadata)
        await fill(database)
        contenders = await ways(database, tasks, stack)
        rates: dict[str, list[float]] = {}
        cpu: dict[str, list[float]] = {}
        statements = {one.name: await _statements(database, one.unit) for one in contenders}
        for contender in contenders:  # every pool is full, and every cache warm
            await turn(contender.unit, tasks, 0)
        for _, contender in rotated(contenders, rounds):
            measured = await turn(contender.unit, tasks, seconds)
            rates.setdefault(contender.name, []).append(measured.rate)
            cpu.setdefault(contender.name, []).append(measured.cpu * 1e6)
        paths = [ReadPathFigures(one.name, rates[one.name], cpu[one.name], statements[one.name]) for one in contenders]
        return ReadsResult(Machine.here(), server, database.driver.name, tasks, rounds, seconds, paths)


async def fill(database: Database) -> None:
    """Put the rows into the table."""
    async with database.session() as session:
        session.add_all(
            [ReadsBenchMember(email=email(number), name="홍길동", joined=datetime.now(UTC)) for number in range(_ROWS)]
        )


def email(number: int) -> str:
    """Return the address of one row; every number has one."""
    return f"member{number % _ROWS}@example.com"


async def ways(database: Database, tasks: int, stack: AsyncExitStack) -> list[Contender]:
    """Return the ways to read one row; their engines and pools are disposed of with `stack`."""
    engine = create_async_engine(database.url, pool_size=tasks)
    stack.push_async_callback(engine.dispose)

    async def session(number: int) -> Any:
        async with AsyncSession(engine) as session:
            return (await session.exec(select(ReadsBenchMember).where(ReadsBenchMember.email == email(number)))).one()

    async def reader(number: int) -> Any:
        async with database.reader() as reader:
            return (await reader.exec(select(ReadsBenchMember).where(ReadsBenchMember.email == email(number)))).one()

    contenders = [
        Contender(REFERENCE, session),
        Contender("db.reader()", reader),
        Contender("db.prepare()", _prepared(database)),
    ]
    if database.driver.name == "asyncmy":
        binary = Database(database.settings, prepared_statements=True)
        stack.push_async_callback(binary.dispose)
        contenders.append(Contender("the same, prepared on the server", _prepared(binary)))
        contenders.append(Contender("asyncmy's pool, tuples", await _raw(database, tasks, stack)))
    return contenders


def _prepared(database: Database) -> Unit:
    read = database.prepare(select(ReadsBenchMember).where(ReadsBenchMember.email == bindparam("email")))

    async def prepared(number: int) -> Any:
        return await read.one(email=email(number))

    return prepared


async def _raw(database: Database, tasks: int, stack: AsyncExitStack) -> Unit:
    import asyncmy

    url = database.url
    pool = await asyncmy.create_pool(
        minsize=tasks,
        maxsize=tasks,
        host=url.host,
        port=url.port or 3306,
        user=url.username,
        password=url.password,
        database=url.database,
        autocommit=True,
    )
    stack.push_async_callback(pool.wait_closed)
    stack.callback(pool.close)
    statement = "SELECT id, email, name, points, active, joined FROM aiolift_bench_reads WHERE email = %s"

    async def raw(number: int) -> Any:
        async with pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(statement, (email(number),))
            return await cursor.fetchone()

    return raw


async def _statements(database: Database, unit: Unit) -> float | None:
    """Return how many statements the server counts for each read; whoever else uses the server is counted too."""
    if database.url.get_backend_name() not in {"mysql", "mariadb"}:
        return None
    await unit(0)  # a new connection has statements of its own
    async with database.engine.connect() as connection:
        before = (await connection.execute(_QUESTIONS)).one()[1]
        for number in range(_COUNTED_READS):
            await unit(number)
        after = (await connection.execute(_QUESTIONS)).one()[1]
    return (int(after) - int(before) - 1) / _COUNTED_READS


def page(result: ReadsResult) -> list[str]:
    """Return the lines that say what was measured."""
    lines = [f"{result.server}, {result.driver}, {result.tasks} tasks; {result.machine}"]
    for path in result.paths:
        counted = f"{path.statements:6.2f} statements" if path.statements is not None else ""
        lines.append(
            f"{path.name:34}{Spread.of(path.rates)!s:>28} reads/s {statistics.median(path.cpu):6.0f} us CPU "
            f"{result.ratio(path):6.2f} x {counted}".rstrip()
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the medians and their ratios, and keep them as JSON where asked."""
    parser = argparse.ArgumentParser(description="one row by a unique column, through every path")
    parser.add_argument("--url", help="a scratch database; else DATABASE_URL")
    parser.add_argument("--tasks", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="the length of one contender's turn in a round")

    def measured(given: argparse.Namespace) -> ReadsResult:
        database = command.database(given.url, pool_size=given.tasks)
        return asyncio.run(measure(database, rounds=given.rounds, seconds=given.seconds))

    return command.run(parser, arguments, measured, page)


if __name__ == "__main__":
    sys.exit(main())
