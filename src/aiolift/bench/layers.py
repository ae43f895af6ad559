"""What each layer of a read costs: ``python -m aiolift.bench.layers --url mysql+asyncmy://…``.

The reads of `aiolift.bench.reads` in many tasks, and parts of them: each row contains what stands above it. Turns are
short and in a new order each time; what is shown is the CPU time of this process for each read, and its ratio to
asyncmy's own pool in the same round, which a machine that does something else meanwhile changes little.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from aiolift.bench import command, reads
from aiolift.bench.reads import Contender, ReadsBenchMember
from aiolift.errors import AioliftError, BenchError
from aiolift.pool import Mode
from aiolift.reading.fetch import fetch

if TYPE_CHECKING:
    from aiolift import Database
    from aiolift.bench.turns import Unit
    from aiolift.pool import FairPool

#: What the others are compared with.
REFERENCE = "asyncmy's pool, tuples"
#: How often each task reads in one turn.
_REPEATS = 4
_SQL = "SELECT id, email, name, points, active, joined FROM aiolift_bench_reads WHERE email = %s"


@dataclass(frozen=True)
class Layer:
    """What was measured of one part.

    :param cpu: the median of the CPU time of one read, in microseconds.
    :param quiet: the fifth part of the turns took less, in microseconds.
    :param ratio: the median of the rounds' ratios to the reference.
    """

    name: str
    cpu: float
    quiet: float
    ratio: float


async def measure(database: Database, *, rounds: int) -> list[Layer]:
    """Measure every layer.

    :param database: on asyncmy; one in which a table may be made and dropped. As many tasks read as its pool has
        connections.
    :raises BenchError: it has another driver.
    """
    if database.driver.name != "asyncmy":
        raise BenchError(f"the layers are those of asyncmy, and not of {database.driver.name}; give mysql+asyncmy://…")
    tasks = database.settings.pool_size
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        await database.drop_tables(ReadsBenchMember.metadata)  # of a run that was killed
        await database.create_tables(ReadsBenchMember.metadata)
        stack.push_async_callback(database.drop_tables, ReadsBenchMember.metadata)
        await reads.fill(database)
        layers = await _layers(database, tasks, stack)
        took: dict[str, list[float]] = {layer.name: [] for layer in layers}
        for layer in layers:
            await _turn(layer.unit, tasks)
        for _ in range(rounds):
            for layer in random.sample(layers, len(layers)):
                took[layer.name].append(await _turn(layer.unit, tasks))
    return [_layer(layer.name, took[layer.name], took[REFERENCE]) for layer in layers]


async def _turn(unit: Unit, tasks: int) -> float:
    """Return the CPU time of each of some reads, in microseconds."""

    async def work(task: int) -> None:
        for repeat in range(_REPEATS):
            await unit(task + repeat * tasks)

    started = time.process_time()
    await asyncio.gather(*map(work, range(tasks)))
    return (time.process_time() - started) / tasks / _REPEATS * 1e6


def _layer(name: str, took: list[float], reference: list[float]) -> Layer:
    ratios = [ours / theirs for ours, theirs in zip(took, reference, strict=True)]
    return Layer(name, statistics.median(took), sorted(took)[len(took) // 5], statistics.median(ratios))


async def _layers(database: Database, tasks: int, stack: AsyncExitStack) -> list[Contender]:
    whole = {way.name: way for way in await reads.ways(database, tasks, stack)}
    pool: FairPool = database.read_engine.sync_engine.pool  # type: ignore[assignment]
    connections = [await stack.enter_async_context(pool.checkout(Mode.READ_ONLY)) for _ in range(tasks)]
    free = command.database(database.settings.url.get_secret_value(), pool_size=tasks)  # a pool beside these
    stack.push_async_callback(free.dispose)
    ways = {way.name: way for way in await reads.ways(free, tasks, stack)}
    context: Any = None  # for errors only
    made = [_statement(number) for number in range(tasks)]

    async def driver(number: int) -> Any:
        connection = connections[number % tasks].dbapi_connection
        return await database.driver.fetch(connection, _SQL, (reads.email(number),))

    async def pooled(number: int) -> Any:
        return await fetch(free.read_engine, free.driver, _SQL, (reads.email(number),), context)

    async def statement(number: int) -> Any:
        return _statement(number)

    async def key(number: int) -> Any:
        return _statement(number)._generate_cache_key()  # noqa: SLF001 -- the part of it that SQLAlchemy does

    async def beside(number: int) -> Any:
        await key(number)
        return await ways["db.prepare()"].unit(number)

    async def again(number: int) -> Any:
        async with free.reader() as reader:
            return (await reader.exec(made[number % tasks])).one()

    return [
        whole[REFERENCE],
        Contender("SELECT of aiolift's driver", driver),
        Contender("  + checkout from the pool", pooled),
        ways["db.prepare()"],
        Contender("db.reader(), a statement made before", again),
        Contender("a new select().where()", statement),
        Contender("  + its cache key", key),
        Contender("  + db.prepare() behind it", beside),
        ways["db.reader()"],
        ways[reads.REFERENCE],
    ]


def _statement(number: int) -> Any:
    return select(ReadsBenchMember).where(ReadsBenchMember.email == reads.email(number))


def page(layers: list[Layer]) -> list[str]:
    """Return the lines that say what was measured."""
    lines = [f"{'':40}{'us CPU':>8}{'quiet':>8}{'x':>8}"]
    lines += [f"{layer.name:40}{layer.cpu:8.0f}{layer.quiet:8.0f}{layer.ratio:8.2f}" for layer in layers]
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the layers."""
    parser = argparse.ArgumentParser(description="what each layer of a read costs")
    parser.add_argument("--url", help="a scratch database; else DATABASE_URL")
    parser.add_argument("--tasks", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=100)
    given = parser.parse_args(arguments)
    try:
        database = command.database(given.url, pool_size=given.tasks)
        layers = asyncio.run(measure(database, rounds=given.rounds))
    except AioliftError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write("\n".join(page(layers)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
