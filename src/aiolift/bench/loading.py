"""Many rows into a table: ``python -m aiolift.bench.loading --url mysql://… --rows 200000``.

``db.bulk_load``, the server's own import tool and ``pandas.to_sql`` load the same rows into the same table, one after
the other, in interleaved rounds. aiolift and pandas have them in memory; the import tool has them in a file that is
ready for LOAD DATA.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from aiolift.bench import command
from aiolift.bench.machine import Machine
from aiolift.bench.rounds import Spread, rotated
from aiolift.bench.seeding import SeedingBenchPlace, rows
from aiolift.bench.server import server_name
from aiolift.bench.stalls import watching
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift import Database

BULK_LOAD, PANDAS = "db.bulk_load", "pandas.to_sql"
#: Where the import tool is, and from where it reads: a Debian tree with the programs of another server, or this one.
CHROOT_VARIABLE = "AIOLIFT_BENCH_CHROOT"

_COLUMNS = ("code", "name", "population", "area", "founded")


@dataclass(frozen=True)
class LoadingRound:
    """One load of all rows."""

    contender: str
    round: int
    rate: float
    """Rows per second."""
    stall: float | None = None
    """Milliseconds for which the event loop stood still at most, as a clock shows it; of `BULK_LOAD` only."""
    busy_stall: float | None = None
    """The same, as the processor time of the loop's own thread."""


@dataclass(frozen=True)
class LoadingResult:
    """What was measured, and where."""

    machine: Machine
    server: str
    rows: int
    rounds: int
    loads: list[LoadingRound]
    benchmark: Literal["loading"] = "loading"

    def rates(self) -> dict[str, Spread]:
        """Return the rows per second of each contender."""
        names = dict.fromkeys(load.contender for load in self.loads)
        return {name: Spread.of([load.rate for load in self.loads if load.contender == name]) for name in names}

    def worst_stall(self) -> float:
        """Return the longest stall of all rounds, in milliseconds by the clock."""
        return max((load.stall for load in self.loads if load.stall is not None), default=0.0)


def measure(database: Database, count: int, rounds: int, *, chroot: Path = Path("/")) -> LoadingResult:
    """Load `count` rows with every contender that is installed, in every round.

    :param database: a MySQL or MariaDB database in which a table may be made and dropped, with ``local_infile = ON``.
    :param chroot: the root of the Debian tree that the import tool is in.
    :raises BenchError: a contender does not load all rows, or the server allows no LOAD DATA LOCAL.
    """
    values = [tuple(row.values()) for row in rows(count)]
    with tempfile.TemporaryDirectory(dir=chroot / "tmp") as folder:
        path = Path(folder, f"{SeedingBenchPlace.__tablename__}.txt")
        _write(path, values)
        server = asyncio.run(_empty(database))
        contenders: dict[str, Callable[[int], LoadingRound]] = {BULK_LOAD: partial(_bulk_load, database, values)}
        tool = _import_tool(server, chroot)
        if tool is not None:
            contenders[tool] = partial(_import, database, tool, path, chroot, count)
        if find_spec("pandas") is not None:
            contenders[PANDAS] = partial(_pandas, database, values)
        loads = []
        for number, name in rotated(list(contenders), rounds):
            asyncio.run(_empty(database))
            loads.append(contenders[name](number))
        asyncio.run(_drop(database))
    return LoadingResult(Machine.here(), server, count, rounds, loads)


def _write(path: Path, values: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in values)
    path.chmod(0o644)
    path.parent.chmod(0o755)


def _bulk_load(database: Database, values: list[tuple[Any, ...]], number: int) -> LoadingRound:
    gc.collect()
    gc.freeze()  # the rows of the benchmark, which a service would not have to search for garbage
    try:
        return asyncio.run(_timed_bulk_load(database, values, number))
    finally:
        gc.unfreeze()


async def _timed_bulk_load(database: Database, values: list[tuple[Any, ...]], number: int) -> LoadingRound:
    try:
        await database.connect()
        async with watching() as stalls:
            started = time.perf_counter()
            result = await database.bulk_load(SeedingBenchPlace, values, columns=_COLUMNS)
            elapsed = time.perf_counter() - started
    finally:
        await database.dispose()
    if result.method != "LOAD DATA":
        raise BenchError(f"the rows were not loaded by LOAD DATA: {result.reason}")
    rate = len(values) / elapsed
    return LoadingRound(BULK_LOAD, number, rate, stalls.worst * 1000, stalls.worst_busy * 1000)


def _import_tool(server: str, chroot: Path) -> str | None:
    """Return the name of the server's import tool, or None where it is not installed."""
    name = "mariadb-import" if server.startswith("MariaDB") else "mysqlimport"
    path = os.pathsep.join(str(chroot / folder) for folder in ("usr/local/bin", "usr/bin"))
    return name if shutil.which(name, path=path if chroot != Path("/") else None) else None


def _import(database: Database, tool: str, path: Path, chroot: Path, count: int, number: int) -> LoadingRound:
    url, settings = database.url, database.settings
    where = (
        [f"--socket={settings.unix_socket}"]
        if settings.unix_socket
        else ["--protocol=tcp", f"--host={url.host}", f"--port={url.port or 3306}"]
    )
    seen = f"/{path.relative_to(chroot)}"
    command = [*(["chroot", str(chroot)] if chroot != Path("/") else []), tool, "--local", *where]
    command += [f"--user={url.username}", f"--columns={','.join(_COLUMNS)}", str(url.database), seen]
    environment = os.environ | {"MYSQL_PWD": url.password or ""}
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    elapsed = time.perf_counter() - started
    if done.returncode or f"Records: {count}  Deleted: 0  Skipped: 0  Warnings: 0" not in done.stdout:
        raise BenchError(f"{tool} ended with exit code {done.returncode}: {done.stdout}{done.stderr}".strip())
    return LoadingRound(tool, number, count / elapsed)


def _pandas(database: Database, values: list[tuple[Any, ...]], number: int) -> LoadingRound:
    """Load as a user of pandas would: ``method="multi"`` takes many times as long."""
    import pandas
    from sqlalchemy import create_engine

    engine = create_engine(database.url.set(drivername="mysql+pymysql"))
    frame = pandas.DataFrame(values, columns=list(_COLUMNS))
    started = time.perf_counter()
    with engine.begin() as connection:
        frame.to_sql(SeedingBenchPlace.__tablename__, connection, if_exists="append", index=False)
    elapsed = time.perf_counter() - started
    engine.dispose()
    return LoadingRound(PANDAS, number, len(values) / elapsed)


async def _empty(database: Database) -> str:
    """Make an empty table, and return what the server is."""
    try:
        server = await server_name(database)
        await database.drop_tables(SeedingBenchPlace.metadata)
        await database.create_tables(SeedingBenchPlace.metadata)
    finally:
        await database.dispose()
    return server


async def _drop(database: Database) -> None:
    try:
        await database.drop_tables(SeedingBenchPlace.metadata)
    finally:
        await database.dispose()


def page(result: LoadingResult) -> list[str]:
    """Return the lines that say what was measured."""
    rates = result.rates()
    first = rates[BULK_LOAD].median
    return [
        f"{result.server}, {result.rows:,} rows, {result.rounds} rounds; {result.machine}",
        *(
            f"{name:16} {rate!s:>32} rows/s   {BULK_LOAD} is {first / rate.median:.2f} times as fast"
            for name, rate in rates.items()
        ),
        f"the event loop stood still for {result.worst_stall():.1f} ms at most during {BULK_LOAD}",
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print rows per second side by side, and keep them as JSON where asked."""
    parser = argparse.ArgumentParser(description="db.bulk_load, the server's import tool and pandas.to_sql")
    parser.add_argument("--url", help="a scratch database on MySQL or MariaDB; else DATABASE_URL")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--chroot",
        type=Path,
        default=Path(os.environ.get(CHROOT_VARIABLE, "/")),
        help=f"the root of the tree that the import tool is in; else {CHROOT_VARIABLE}, else /",
    )
    return command.run(
        parser,
        arguments,
        lambda given: measure(command.database(given.url), given.rows, given.rounds, chroot=given.chroot),
        page,
    )


if __name__ == "__main__":
    sys.exit(main())
