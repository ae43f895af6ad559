"""What is wanted of aiolift, and what a set of results says of it."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from statistics import median
from typing import TYPE_CHECKING, Literal

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.lint import LintResult
from aiolift.bench.loading import BULK_LOAD, PANDAS, LoadingResult
from aiolift.bench.migration import MigrationResult
from aiolift.bench.reads import ReadsResult
from aiolift.bench.service.measure import ServiceResult
from aiolift.bench.service.peers import REFERENCE
from aiolift.bench.service.summary import Cell, cells

if TYPE_CHECKING:
    from aiolift.bench.kept import Result

SYNC, TORTOISE, ALONE = "sync Session, PyMySQL", "Tortoise ORM, asyncmy", "asyncmy alone"
READER, PREPARED = "aiolift, reader", "aiolift, prepared"

#: Seconds in which lint ends, after no edit and after such as it times; migrate, and where its plan was kept.
_LINT_SECONDS = {"cold": 15.0, "unchanged": 2.0, "a comment edited": 2.0, "one file edited": 2.0}
_MIGRATE_SECONDS = {False: 20.0, True: 3.0}
#: MiB at their peak.
_LINT_MEMORY, _MIGRATE_MEMORY = 1024.0, 1536.0
#: The lines of code that these are for; smaller code bases show how time grows.
_LINES = 50_000

_COMPARED = {"≥": operator.ge, "≤": operator.le, "=": operator.eq}


@dataclass(frozen=True)
class Goal:
    """One thing that is wanted, and what was measured.

    :param what: in words, with the server.
    :param unit: what stands behind the numbers.
    """

    what: str
    sign: Literal["≥", "≤", "="]
    wanted: float
    measured: float
    unit: str = "times"

    @property
    def is_reached(self) -> bool:
        """Whether the measured value is as it is wanted."""
        return bool(_COMPARED[self.sign](self.measured, self.wanted))


@singledispatch
def goals(result: Result) -> Iterator[Goal]:
    """Yield the goals that a result speaks of."""
    yield from ()


@goals.register
def _reads(result: ReadsResult) -> Iterator[Goal]:
    paths = {path.name: path for path in result.paths}
    where = f"{result.server}, {result.driver}, {result.tasks} tasks"
    for name, wanted in (("db.reader()", 4.0), ("db.prepare()", 10.0)):
        path = paths[name]
        yield Goal(f"{where}: {name} beside AsyncSession", "≥", wanted, result.ratio(path))
        if path.statements is not None:
            yield Goal(f"{where}: {name}, statements for a read", "=", 1.0, round(path.statements, 2), "")


@goals.register
def _service(result: ServiceResult) -> Iterator[Goal]:
    found = {(cell.peer, cell.round_trip, cell.connections): cell for cell in cells(result)}
    networks = [way.round_trip for way in result.ways if way.round_trip]
    for peer in (READER, PREPARED):
        for connections in (16, 64):
            for other, wanted in ((REFERENCE, 3.5), (TORTOISE, 1.3), (ALONE, 0.85)):
                yield from _beside(result, found, peer, other, 0.0, connections, wanted)
        for round_trip in networks:
            yield from _beside(result, found, peer, SYNC, round_trip, 64, 6.0)
        for round_trip in (0.0, *networks):
            crowd = found.get((peer, round_trip, 256))
            if crowd is not None and crowd.p50:
                what = f"{result.server}, 256 connections{_over(round_trip)}: {peer}"
                yield Goal(f"{what}, p99 / p50", "≤", 2.0, crowd.p99 / crowd.p50, "")
                yield Goal(f"{what}, errors", "=", 0.0, float(crowd.errors), "")
        for round_trip in networks:
            yield from _outlasting(result, peer, round_trip)


def _beside(
    result: ServiceResult,
    found: dict[tuple[str, float, int], Cell],
    peer: str,
    other: str,
    round_trip: float,
    connections: int,
    wanted: float,
) -> Iterator[Goal]:
    ours, theirs = found.get((peer, round_trip, connections)), found.get((other, round_trip, connections))
    if ours is not None and theirs is not None and theirs.rate.median and not ours.stopped and not theirs.stopped:
        what = f"{result.server}, {connections} connections{_over(round_trip)}: {peer} beside {other}"
        yield Goal(what, "≥", wanted, ours.rate.median / theirs.rate.median)


def _outlasting(result: ServiceResult, peer: str, round_trip: float) -> Iterator[Goal]:
    """Yield the goal that a service answers in each round in which the sync one stops, one at the least."""
    rounds = {
        name: [
            load for load in result.loads if (load.peer, load.round_trip, load.connections) == (name, round_trip, 256)
        ]
        for name in (SYNC, peer)
    }
    if all(rounds.values()):
        stops = {load.round for load in rounds[SYNC] if load.stopped}
        answers = {load.round for load in rounds[peer] if not load.stopped and not load.errors}
        what = f"{result.server}, 256 connections{_over(round_trip)}: {peer} answers without errors where {SYNC} stops"
        yield Goal(what, "≥", max(1, len(stops)), len(stops & answers), "rounds")


def _over(round_trip: float) -> str:
    return f", {round_trip:g} ms of network" if round_trip else ""


@goals.register
def _loading(result: LoadingResult) -> Iterator[Goal]:
    rates = result.rates()
    where = f"{result.server}, {result.rows:,} rows: {BULK_LOAD}"
    for name, rate in rates.items():
        if name != BULK_LOAD:
            wanted = 4.0 if name == PANDAS else 0.9
            yield Goal(f"{where} beside {name}", "≥", wanted, rates[BULK_LOAD].median / rate.median)
    yield Goal(f"{where}, longest stall of the event loop", "≤", 15.0, result.worst_stall(), "ms")


@goals.register
def _cancellation(result: CancellationResult) -> Iterator[Goal]:
    tally = result.tally
    wrong = tally.wrong_rows + tally.lost_commits + tally.still_checked_out + tally.connections_beyond
    what = (
        f"{result.server}, {result.driver}, {tally.sessions:,} sessions cancelled at random, "
        f"{tally.again + tally.by_anyio:,} of them again and again: what was left behind"
    )
    yield Goal(what, "=", 0.0, float(wrong + tally.orphan_queries + len(tally.errors)), "")


@goals.register
def _migration(result: MigrationResult) -> Iterator[Goal]:
    plans = [plan for plan in result.plans if plan.lines >= _LINES]
    for plan in plans:
        what = f"aiolift migrate, {plan.lines:,} lines{', plan kept' if plan.kept else ''}"
        yield Goal(what, "≤", _MIGRATE_SECONDS[plan.kept], median(plan.seconds), "s")
    if plans:
        peak = max(plan.memory for plan in plans)
        yield Goal(f"aiolift migrate, {plans[-1].lines:,} lines: memory", "≤", _MIGRATE_MEMORY, peak, "MiB")


@goals.register
def _lint(result: LintResult) -> Iterator[Goal]:
    if result.lines < _LINES:
        return
    for timed in result.times:
        if timed.how in _LINT_SECONDS:
            what = f"aiolift lint, {result.lines:,} lines, {timed.how}"
            yield Goal(what, "≤", _LINT_SECONDS[timed.how], timed.seconds, "s")
    if result.times:
        peak = max(timed.memory for timed in result.times)
        yield Goal(f"aiolift lint, {result.lines:,} lines: memory", "≤", _LINT_MEMORY, peak, "MiB")
