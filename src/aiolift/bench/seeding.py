"""Seeding against SQLAlchemy's batched inserts: ``python -m aiolift.bench.seeding --url mysql://… --rows 1000000``.

Both load the same rows into the same table, one after the other. SQLAlchemy has them in memory already, as dicts of
Python values; the seed reads and validates a CSV file.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import resource
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, insert
from sqlmodel import Field, SQLModel

from aiolift import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def main() -> None:
    """Measure, and print the ratio."""
    parser = argparse.ArgumentParser(description="aiolift's seeding against SQLAlchemy's batched inserts")
    parser.add_argument("--url", required=True, help="a database in which a table may be created and dropped")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1, help="the best round of each counts")
    arguments = parser.parse_args()
    asyncio.run(_measure(arguments.url, arguments.rows, arguments.rounds))


async def _measure(url: str, count: int, rounds: int) -> None:
    database = Database(url)
    _say(f"{database!r}, {count:,} rows")
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "places.csv")
            _write(path, count)
            before = _peak_memory()
            seeded = [await _timed_seed(database, path)]
            _say(f"peak memory {before:.0f} MiB before the first seed, {_peak_memory():.0f} MiB after it")
            made = list(rows(count))
            inserted = []
            for number in range(rounds):
                inserted.append(await _timed_inserts(database, made))
                if number:
                    seeded.append(await _timed_seed(database, path))
    finally:
        await database.drop_tables(SeedingBenchPlace.metadata)
        await database.dispose()
    _report("SQLAlchemy", min(inserted), count)
    _report("aiolift", min(seeded), count)
    _say(f"aiolift is {min(inserted) / min(seeded):.2f} times as fast")


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


def _report(name: str, seconds: float, count: int) -> None:
    _say(f"{name:10} {seconds:7.2f} s  {count / seconds:10,.0f} rows/s")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
