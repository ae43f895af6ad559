"""Seeding against SQLAlchemy's batched inserts: ``python -m aiolift.bench.seeding --url mysql://… --rows 1000000``.

Both load the same rows into the same table, one after the other. SQLAlchemy has them in memory already, as dicts of
Python values; the seed reads and validates a CSV file.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import MetaData, insert
from sqlmodel import Field, SQLModel

from aiolift.bench import command
from aiolift.bench.machine import Machine
from aiolift.bench.rounds import Spread
from aiolift.bench.server import server_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift import Database

_BATCH = 1000


class SeedingBenchPlace(SQLModel, table=True):
    """A row of ordinary width."""

    metadata = MetaData()  # its own, so that no other table is created or dropped
    __tablename__ = "aiolift_bench_seeding"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=100)
    population: int = Field(ge=0)
    area: Decimal = Field(max_digits=10, decimal_places=2)
    founded: date | None = None


@dataclass(frozen=True)
class SeedingResult:
    """What was measured, and where: rows per second, by round."""

    machine: Machine
    server: str
    rows: int
    rounds: int
    seeded: list[float]
    inserted: list[float]
    memory: float
    """The most memory that this process had up to the end of the first seed, in MiB."""
    benchmark: Literal["seeding"] = "seeding"

    @property
    def ratio(self) -> float:
        """How many times as fast the seed is, by the medians."""
        return statistics.median(self.seeded) / statistics.median(self.inserted)


async def measure(database: Database, count: int, rounds: int) -> SeedingResult:
    """Seed and insert `count` rows, by turns.

    :param database: one in which a table may be made and dropped.
    """
    seeded: list[float] = []
    inserted: list[float] = []
    memory = 0.0
    try:
        server = await server_name(database) if database.url.get_backend_name() != "sqlite" else "SQLite"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "places.csv")
            _write(path, count)
            made: list[dict[str, Any]] = []
            for _ in range(rounds):
                seeded.append(count / await _timed_seed(database, path))
                memory = memory or _peak_memory()
                made = made or list(rows(count))
                inserted.append(count / await _timed_inserts(database, made))
    finally:
        await database.drop_tables(SeedingBenchPlace.metadata)
        await database.dispose()
    return SeedingResult(Machine.here(), server, count, rounds, seeded, inserted, memory)


def page(result: SeedingResult) -> list[str]:
    """Return the lines that say what was measured."""
    return [
        f"{result.server}, {result.rows:,} rows, {result.rounds} rounds; {result.machine}",
        f"SQLAlchemy {Spread.of(result.inserted)!s:>32} rows/s",
        f"aiolift    {Spread.of(result.seeded)!s:>32} rows/s, with at most {result.memory:.0f} MiB",
        f"aiolift is {result.ratio:.2f} times as fast",
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the ratio, and keep the result as JSON where asked."""
    parser = argparse.ArgumentParser(description="aiolift's seeding against SQLAlchemy's batched inserts")
    parser.add_argument("--url", help="a database in which a table may be created and dropped; else DATABASE_URL")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    return command.run(
        parser,
        arguments,
        lambda given: asyncio.run(measure(command.database(given.url), given.rows, given.rounds)),
        page,
    )


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield so many rows, all of them different."""
    for number in range(count):
        yield {
            "code": f"P{number:08d}",
            "name": f"서울특별시 강남구 {number}",
            "population": number % 100_000,
            "area": Decimal(number % 1000) / 100,
            "founded": date(2000, 1, 1),
        }


def _write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "population", "area", "founded"])
        writer.writerows(row.values() for row in rows(count))


async def _timed_seed(database: Database, path: Path) -> float:
    await _empty_table(database)
    started = time.perf_counter()
    await database.seed(SeedingBenchPlace, path, key=("code",), batch_size=_BATCH)
    return time.perf_counter() - started


async def _timed_inserts(database: Database, rows: list[dict[str, Any]]) -> float:
    await _empty_table(database)
    started = time.perf_counter()
    async with database.session() as session:
        for start in range(0, len(rows), _BATCH):
            await session.exec(insert(SeedingBenchPlace), params=rows[start : start + _BATCH])
    return time.perf_counter() - started


async def _empty_table(database: Database) -> None:
    await database.drop_tables(SeedingBenchPlace.metadata)
    await database.create_tables(SeedingBenchPlace.metadata)


def _peak_memory() -> float:
    """Return the most memory that this process has had, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


if __name__ == "__main__":
    sys.exit(main())
