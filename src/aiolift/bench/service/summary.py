"""What the rounds of a service benchmark come to: medians, spreads, and ratios to plain AsyncSession."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.bench.rounds import Spread
from aiolift.bench.service.peers import REFERENCE

if TYPE_CHECKING:
    from aiolift.bench.service.measure import Load, ServiceResult


@dataclass(frozen=True)
class Cell:
    """One peer under one load, over all rounds.

    :param rate: good answers per second.
    :param p50: the median of the rounds' p50, in milliseconds.
    :param p99: the median of the rounds' p99.
    :param errors: of all rounds together.
    :param stopped: in how many rounds it stopped.
    :param ratio: its median rate, divided by that of the reference under the same load; None where either stopped, or
        the reference was not measured.
    """

    peer: str
    round_trip: float
    connections: int
    rate: Spread
    p50: float
    p99: float
    errors: int
    stopped: int
    rounds: int
    ratio: float | None


def cells(result: ServiceResult) -> list[Cell]:
    """Summarise a result: by network, then by peer, then by connections, in the order in which they were measured."""
    groups: dict[tuple[float, str, int], list[Load]] = {}
    for load in result.loads:
        groups.setdefault((load.round_trip, load.peer, load.connections), []).append(load)
    order = {peer: number for number, peer in enumerate(result.pools)}
    keys = sorted(groups, key=lambda key: (key[0], order[key[1]], key[2]))
    return [_cell(groups[key], groups.get((key[0], REFERENCE, key[2]), [])) for key in keys]


def _cell(loads: list[Load], reference: list[Load]) -> Cell:
    rate = Spread.of([load.rate for load in loads])
    first = loads[0]
    comparable = reference and not any(load.stopped for load in (*loads, *reference))
    base = statistics.median(load.rate for load in reference) if comparable else 0.0
    return Cell(
        peer=first.peer,
        round_trip=first.round_trip,
        connections=first.connections,
        rate=rate,
        p50=statistics.median(load.p50 for load in loads),
        p99=statistics.median(load.p99 for load in loads),
        errors=sum(load.errors for load in loads),
        stopped=sum(load.stopped for load in loads),
        rounds=len(loads),
        ratio=rate.median / base if base else None,
    )
