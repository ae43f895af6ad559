"""A result as a run of the driver benchmark would give it, with figures made up."""

from aiolift.bench.cancellation import Tally
from aiolift.bench.drivers.measure import DriversResult, Figure, Safety
from aiolift.bench.drivers.ways import BINARY, INSERT, ONE_ROW, PREPARED, RAW, READER, SESSION
from aiolift.bench.machine import Machine

DRIVERS = ("asyncmy", "aiomysql", "mysqlconnector_async")


def result(**speeds: float) -> DriversResult:
    """Three drivers, each of them so many times as fast as written here; 1 where nothing is said."""
    figures = [
        Figure(driver, through, operation, 32, number, rate * speeds.get(driver, 1.0), 100.0)
        for number in (1, 2)
        for driver in DRIVERS
        for through, operation, rate in (
            *((RAW, ONE_ROW, 5000.0), (SESSION, ONE_ROW, 800.0), (READER, ONE_ROW, 3000.0)),
            *((PREPARED, ONE_ROW, 6000.0), (SESSION, INSERT, 500.0)),
        )
    ]
    figures += [Figure("asyncmy", BINARY, ONE_ROW, 32, 1, 9000.0 * speeds.get("asyncmy", 1.0), 60.0)]
    safety = [
        Safety(driver, "closed" if driver != "mysqlconnector_async" else "wrong answer", Tally(100, 90, 10))
        for driver in DRIVERS
    ]
    machine = Machine("a processor", 2, "Linux 6", "CPython 3.11.7", {"aiolift": "0.1.0"}, "2026-01-02 03:04 UTC")
    return DriversResult(machine, "MySQL 9.7.4", list(DRIVERS), 2, 1.0, figures, [], safety)
