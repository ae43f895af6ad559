"""One result of each benchmark, with figures made up."""

from aiolift.bench.cancellation import CancellationResult, Tally
from aiolift.bench.kept import Result
from aiolift.bench.lint import LintResult, Timed
from aiolift.bench.loading import BULK_LOAD, PANDAS, LoadingResult, LoadingRound
from aiolift.bench.machine import Machine
from aiolift.bench.migration import MigrationResult, Planned
from aiolift.bench.reads import ReadPathFigures, ReadsResult
from aiolift.bench.seeding import SeedingResult
from tests.bench.drivers import example as drivers
from tests.bench.service import example as service

MACHINE = Machine("a processor", 2, "Linux 6", "CPython 3.11.7", {"aiolift": "0.1.0"}, "2026-01-02 03:04 UTC")


def reads() -> ReadsResult:
    """Two rounds."""
    paths = [
        ReadPathFigures("AsyncSession", [700.0, 800.0], [1000.0, 1000.0], 3.0),
        ReadPathFigures("db.reader()", [3000.0, 3100.0], [250.0, 260.0], 1.0),
        ReadPathFigures("db.prepare()", [6000.0, 6100.0], [110.0, 120.0], 1.0),
    ]
    return ReadsResult(MACHINE, "MariaDB 10.11.14", "asyncmy", 32, 2, 1.0, paths)


def loading() -> LoadingResult:
    """Two rounds."""
    loads = [
        *(LoadingRound(BULK_LOAD, number, 1e5, stall, 6.0) for number, stall in ((1, 9.0), (2, 14.0))),
        *(LoadingRound(PANDAS, number, 2e4) for number in (1, 2)),
        *(LoadingRound("mariadb-import", number, 125_000.0) for number in (1, 2)),
    ]
    return LoadingResult(MACHINE, "MariaDB 10.11.14", 200_000, 2, loads)


def cancellation() -> CancellationResult:
    """A clean tally."""
    return CancellationResult(MACHINE, "MySQL 9.7.4", "asyncmy", Tally(3000, 2400, 300, 9, again=600, by_anyio=800))


def seeding() -> SeedingResult:
    """Two rounds."""
    return SeedingResult(MACHINE, "SQLite", 200_000, 2, [90_000.0, 110_000.0], [40_000.0, 60_000.0], 123.4)


def migration() -> MigrationResult:
    """Two code bases, and the kept plan of one."""
    plans = [
        Planned(1000, False, [2.5, 2.0], 100.0),
        Planned(2000, False, [4.0], 150.0),
        Planned(2000, True, [1.0], 50.0),
    ]
    return MigrationResult(MACHINE, 2, plans)


def lint() -> LintResult:
    """One family, and three runs."""
    row = {"planted": 10, "aiolift": 10, "ruff": 1}
    seconds = {"aiolift": 2.0, "ruff": 0.1, "flake8-async": 3.0}
    times = [Timed(how, wall, wall - 0.1, 80.0) for how, wall in (("cold", 9.0), ("unchanged", 1.0), ("edited", 9.0))]
    return LintResult(MACHINE, {"AL1": row, "all": row}, seconds, 1000, times)


def results() -> dict[str, Result]:
    """All of them, by the names of their benchmarks."""
    found: list[Result] = [reads(), service.result(), loading(), drivers.result(), cancellation()]
    found += [seeding(), migration(), lint()]
    return {result.benchmark: result for result in found}
