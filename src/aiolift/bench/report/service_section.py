"""The section of the service benchmark."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from aiolift.bench.report.markdown import number, table
from aiolift.bench.report.part import Chart, Section, image, product, slug, spread_range
from aiolift.bench.service import summary
from aiolift.bench.service.peers import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.bench.service.measure import ServiceResult
    from aiolift.bench.service.summary import Cell


def service_section(result: ServiceResult) -> Section:
    """Return the section of a result."""
    lines = [
        f"### A service: {result.server}",
        "",
        "One endpoint of FastAPI, `GET /divisions/{code}`: one row by a unique column, at random; the same response "
        f"model everywhere, one worker of uvicorn, load by {result.generator} on the same machine. Medians of "
        f"{result.rounds} interleaved rounds of {result.seconds} s, behind {result.warm_up:g} s that do not count; x "
        f"is the rate beside {REFERENCE}.",
        "",
        "Pools: " + "; ".join(f"{peer}: {pool}" for peer, pool in result.pools.items() if pool != "none") + ".",
    ]
    drawn: dict[str, Chart] = {}
    if result.left_out:
        lines += ["", f"There was no time for {result.left_out} of the services."]
    ways = {way.round_trip: way for way in result.ways}
    for round_trip, group in groupby(summary.cells(result), key=lambda cell: cell.round_trip):
        found = list(group)
        way = ways[round_trip]
        network = f"{round_trip:g} ms of network" if round_trip else "the database on the same machine"
        lines += ["", f"#### {network[0].upper()}{network[1:]}", "", f"A statement takes {way.measured:.1f} ms."]
        if (late := way.lateness) is not None:
            lines[-1] += (
                f" The proxy delivered {late.deliveries:,} times, {late.median:.1f} ms late in the median and "
                f"{late.p99:.1f} ms at p99, and took {late.busy:.0%} of a core."
            )
        counts = sorted({cell.connections for cell in found})
        peers = [peer for peer in result.pools if any(cell.peer == peer for cell in found)]
        by_key = {(cell.peer, cell.connections): cell for cell in found}
        for connections in counts:
            cells = [by_key[peer, connections] for peer in peers if (peer, connections) in by_key]
            lines += ["", *_loads(connections, cells)]
        for key, title, unit in (("rate", "Requests per second", "requests/s"), ("p99", "p99", "ms")):
            name = slug("service", product(result.server), f"{round_trip:g}ms", key)
            chart = Chart(
                f"{title}, {network}, {result.server}",
                unit,
                {peer: [_value(by_key.get((peer, count)), key) for count in counts] for peer in peers},
                tuple(str(count) for count in counts),
            )
            drawn[name] = chart
            lines += ["", image(name, chart)]
    return Section(lines, drawn)


def _value(cell: Cell | None, key: str) -> float | None:
    if cell is None or cell.stopped:
        return None
    return cell.rate.median if key == "rate" else cell.p99


def _loads(connections: int, found: Sequence[Cell]) -> list[str]:
    name = f"{connections} connection{'s' if connections != 1 else ''}"
    header = (name, "requests/s", "lowest to highest", "x", "p50 ms", "p99 ms", "errors")
    return table(header, [load_row(cell) for cell in found])


def load_row(cell: Cell) -> tuple[str, ...]:
    """Return a line of a table of loads; a service that stopped or answered nothing has no figures."""
    if cell.stopped:
        return cell.peer, f"stopped in {cell.stopped} of {cell.rounds}", "", "", "", "", f"{cell.errors:,}"
    if not cell.rate.highest:
        return cell.peer, "no answer", "", "", "", "", f"{cell.errors:,}"
    ratio = f"{cell.ratio:.2f}" if cell.ratio is not None else ""
    return (
        *(cell.peer, number(cell.rate.median), spread_range(cell.rate), ratio),
        *(number(cell.p50), number(cell.p99), f"{cell.errors:,}"),
    )
