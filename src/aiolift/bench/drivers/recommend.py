"""Which driver to take, and why: read off the figures of one server."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.bench.drivers.ways import BINARY, PREPARED, RAW
from aiolift.bench.rounds import Spread
from aiolift.knowledge.driver_faults import MENDED

if TYPE_CHECKING:
    from aiolift.bench.drivers.measure import DriversResult, Safety

#: Drivers that differ by no more than this are as fast as each other.
_ALIKE = 0.05


@dataclass(frozen=True)
class Cell:
    """One driver in one way, over all rounds.

    :param rate: operations per second.
    :param cpu: microseconds of CPU time for each, the median of the rounds.
    """

    driver: str
    through: str
    operation: str
    tasks: int
    rate: Spread
    cpu: float


@dataclass(frozen=True)
class Recommendation:
    """A driver, with the reasons; None where no driver can be recommended."""

    driver: str | None
    reasons: tuple[str, ...]


def cells(result: DriversResult) -> list[Cell]:
    """Summarise the rounds, in the order in which they were measured."""
    rates: defaultdict[tuple[str, str, str, int], list[tuple[float, float]]] = defaultdict(list)
    for figure in result.figures:
        rates[figure.driver, figure.through, figure.operation, figure.tasks].append((figure.rate, figure.cpu))
    return [
        Cell(*key, Spread.of([rate for rate, _ in found]), statistics.median(cpu for _, cpu in found))
        for key, found in rates.items()
    ]


def recommend(result: DriversResult) -> Recommendation:
    """Choose the fastest driver through aiolift of those that lost nothing; among equals, the one with fewer faults.

    The speed of a driver is the geometric mean of its rates, over everything that all candidates were measured in.
    What can be had from one driver only, statements prepared on the server, is a reason but no part of the mean.
    """
    reasons: list[str] = []
    candidates = []
    for driver in result.drivers:
        fault = _disqualified(result, driver)
        if fault is None:
            candidates.append(driver)
        else:
            reasons.append(f"not {driver}: {fault}")
    speeds = _speeds(result, candidates)
    if not speeds:
        return Recommendation(None, (*reasons, "no driver is left that was measured"))
    best = max(speeds.values())
    alike = [driver for driver in candidates if speeds[driver] >= best * (1 - _ALIKE)]
    chosen = min(alike, key=lambda driver: len(MENDED[driver]))
    for driver in (one for one in candidates if one != chosen):
        reasons.append(_compared(chosen, driver, speeds[chosen] / speeds[driver]))
    reasons += [reason for reason in (_safe(result, chosen), _faults(chosen), _binary(result, chosen)) if reason]
    return Recommendation(chosen, tuple(reasons))


def _disqualified(result: DriversResult, driver: str) -> str | None:
    """Return why a driver is no candidate."""
    safety = _safety(result, driver)
    if safety is not None and not safety.tally.is_clean:
        return "cancelled sessions left something behind, see below"
    refused = [one for one in result.refusals if one.driver == driver and one.through != RAW]
    if refused:
        return f"{refused[0].through}, {refused[0].operation}: {refused[0].error}"
    if not any(figure.driver == driver for figure in result.figures):
        return "nothing of it was measured"
    return None


def _speeds(result: DriversResult, candidates: list[str]) -> dict[str, float]:
    found: defaultdict[tuple[str, str, int], dict[str, float]] = defaultdict(dict)
    for cell in cells(result):
        if cell.driver in candidates and cell.through not in {RAW, BINARY}:
            found[cell.through, cell.operation, cell.tasks][cell.driver] = cell.rate.median
    common = [rates for rates in found.values() if len(rates) == len(candidates) and min(rates.values()) > 0]
    return {
        driver: math.exp(statistics.fmean(math.log(rates[driver]) for rates in common))
        for driver in candidates
        if common
    }


def _compared(chosen: str, other: str, factor: float) -> str:
    if factor >= 1 + _ALIKE:
        return f"through aiolift it is {factor:.2f} times as fast as {other}, in the geometric mean of all operations"
    fewer = f"aiolift mends {len(MENDED[chosen])} faults of it, and {len(MENDED[other])} of {other}"
    return f"it is as fast as {other} ({factor:.2f} times); {fewer}"


def _safe(result: DriversResult, driver: str) -> str | None:
    safety = _safety(result, driver)
    if safety is None:
        return None
    tally = safety.tally
    return (
        f"{tally.cancelled:,} of {tally.sessions:,} sessions were cancelled: no wrong row, no lost commit, and no "
        "connection or query was left behind"
    )


def _faults(driver: str) -> str:
    return (
        f"aiolift mends {len(MENDED[driver])} things of {driver}, which without aiolift you would meet: docs/drivers.md"
    )


def _binary(result: DriversResult, driver: str) -> str | None:
    """Say what statements prepared on the server would gain."""
    found = {
        (cell.through, cell.operation, cell.tasks): cell.rate.median for cell in cells(result) if cell.driver == driver
    }
    gains = [
        rate / text
        for (through, operation, tasks), rate in found.items()
        if through == BINARY and (text := found.get((PREPARED, operation, tasks)))
    ]
    if not gains:
        return None
    return (
        f"prepared_statements=True makes prepared reads {min(gains):.2f} to {max(gains):.2f} times as fast as without"
    )


def _safety(result: DriversResult, driver: str) -> Safety | None:
    return next((one for one in result.safety if one.driver == driver), None)
