"""Measure every installed driver on one server, round by round."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import SecretStr

from aiolift.bench.cancellation import Tally, fuzz
from aiolift.bench.drivers.cancelled import AfterCancellation, after_cancellation
from aiolift.bench.drivers.note import BenchNote, notes
from aiolift.bench.drivers.ways import MANY_ROWS, ways
from aiolift.bench.machine import Machine
from aiolift.bench.rounds import rotated
from aiolift.bench.server import server_name
from aiolift.bench.turns import turn
from aiolift.database import Database
from aiolift.drivers.url import DRIVERS
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiolift.bench.drivers.ways import Way
    from aiolift.program.progress import Progress
    from aiolift.settings import DatabaseSettings

_SEED = 1


@dataclass(frozen=True)
class Plan:
    """What to measure.

    :param tasks: how many tasks at once, in turn.
    :param seconds: how long one turn lasts.
    :param sessions: how many sessions are cancelled for each driver; 0 leaves that out.
    """

    tasks: tuple[int, ...] = (1, 32)
    rounds: int = 5
    seconds: float = 0.5
    sessions: int = 1000


@dataclass(frozen=True)
class Figure:
    """What one driver did in one turn."""

    driver: str
    through: str
    operation: str
    tasks: int
    round: int
    rate: float
    """Operations per second."""
    cpu: float
    """Microseconds of CPU time of this process, for each."""


@dataclass(frozen=True)
class Refusal:
    """What a driver could not do here."""

    driver: str
    through: str
    operation: str
    error: str


@dataclass(frozen=True)
class Safety:
    """What is left of cancelled sessions."""

    driver: str
    alone: AfterCancellation
    """What the driver alone makes of a connection whose query was cancelled."""
    tally: Tally
    """What aiolift left behind with it."""


@dataclass(frozen=True)
class DriversResult:
    """What was measured, and where."""

    machine: Machine
    server: str
    drivers: list[str]
    rounds: int
    seconds: float
    figures: list[Figure]
    refusals: list[Refusal]
    safety: list[Safety]
    benchmark: Literal["drivers"] = "drivers"


async def measure(database: Database, plan: Plan, progress: Progress) -> DriversResult:
    """Measure the installed drivers on the server of `database`.

    :param database: a MySQL or MariaDB database in which tables may be made and dropped, and which nobody else uses.
    :raises BenchError: it is another server, on which there is no choice.
    :raises ConnectError: it cannot be reached.
    """
    names = installed(database)
    progress.start("drivers", len(names) * (plan.rounds * len(plan.tasks) + (plan.sessions > 0)))
    figures: list[Figure] = []
    refusals: list[Refusal] = []
    async with _tables(database) as server:
        for number, name in rotated(names, plan.rounds):
            for tasks in plan.tasks:
                async with _opened(database, name, tasks) as found:
                    for way in found:
                        outcome = await _turn(name, way, tasks, number, plan.seconds)
                        if isinstance(outcome, Figure):
                            figures.append(outcome)
                        else:
                            refusals.append(outcome)
                progress.advance()
    safety = []
    for name in names if plan.sessions else ():
        settings = _settings(database, name)
        async with _disposing(Database(settings)) as made:
            alone = await after_cancellation(made)
        safety.append(Safety(name, alone, await fuzz(settings, sessions=plan.sessions, seed=_SEED)))
        progress.advance()
    return DriversResult(Machine.here(), server, names, plan.rounds, plan.seconds, figures, refusals, safety)


def installed(database: Database) -> list[str]:
    """Return the names of the drivers that are installed for the server of `database`, the default one first.

    :raises BenchError: there is no choice on such a server.
    """
    backend = database.url.get_backend_name()
    if backend not in {"mysql", "mariadb"}:
        raise BenchError(
            f"{backend}: the drivers that are compared are those of MySQL and MariaDB; give --url mysql://…"
        )
    return [driver.name for driver in DRIVERS[backend] if driver.installed]


async def _turn(driver: str, way: Way, tasks: int, number: int, seconds: float) -> Figure | Refusal:
    try:
        await turn(way.unit, 1 if way.operation == MANY_ROWS else tasks, 0)  # fills the pool, and warms every cache
        measured = await turn(way.unit, tasks, seconds)
    except Exception as error:  # noqa: BLE001 -- that a driver cannot do it here is what is to be known
        return Refusal(driver, way.through, way.operation, f"{type(error).__name__}: {error}"[:300])
    return Figure(driver, way.through, way.operation, tasks, number, measured.rate, measured.cpu * 1e6)


def _settings(database: Database, driver: str) -> DatabaseSettings:
    """Return the settings of `database`, for another driver."""
    url = database.url.set(drivername=f"{database.url.get_backend_name()}+{driver}")
    hidden = SecretStr(url.render_as_string(hide_password=False))
    return database.settings.model_copy(update={"url": hidden, "prepared_statements": False})


@asynccontextmanager
async def _opened(database: Database, driver: str, tasks: int) -> AsyncIterator[list[Way]]:
    async with _disposing(Database(_settings(database, driver), pool_size=tasks)) as made, ways(made, tasks) as found:
        yield found


@asynccontextmanager
async def _disposing(database: Database) -> AsyncIterator[Database]:
    try:
        yield database
    finally:
        await database.dispose()


@asynccontextmanager
async def _tables(database: Database) -> AsyncIterator[str]:
    """Make the tables, yield what the server is, and drop them."""
    try:
        server = await server_name(database)
        await database.drop_tables(BenchNote.metadata)  # of a run that was killed
        await database.create_tables(BenchNote.metadata)
        async with database.session() as session:
            session.add_all(notes())
        yield server
        await database.drop_tables(BenchNote.metadata)
    finally:
        await database.dispose()
