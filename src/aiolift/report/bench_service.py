"""The page of `aiolift bench service`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from aiolift.bench.service.peers import REFERENCE
from aiolift.bench.service.summary import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from aiolift.bench.service.measure import ServiceResult, Way
    from aiolift.bench.service.summary import Cell


def service_page(result: ServiceResult) -> RenderableType:
    """Return the tables of a result, one for each network, and what it was measured on."""
    return Group(*_parts(result))


def _parts(result: ServiceResult) -> Iterator[RenderableType]:
    yield Text(f"{result.server}; {result.machine}")
    ways = {way.round_trip: way for way in result.ways}
    for round_trip, found in groupby(cells(result), key=lambda cell: cell.round_trip):
        yield Text()
        yield Text(_title(ways[round_trip]), style="bold")
        yield _table(list(found))
    yield Text()
    if result.left_out:
        yield Text(
            f"there was no time for {result.left_out} of the services; give --rounds 1 without --quick", "yellow"
        )
    yield Text(
        f"medians of {result.rounds} interleaved rounds of {result.seconds} s, lowest and highest in brackets; "
        f"x: requests per second, divided by those of {REFERENCE}"
    )


def _title(way: Way) -> str:
    if way.lateness is None:
        return f"database on this machine: a statement takes {way.measured:.1f} ms"
    late = way.lateness
    return (
        f"{way.round_trip:g} ms of network: a statement takes {way.measured:.1f} ms; deliveries were "
        f"{late.median:.1f} ms late (p99 {late.p99:.1f}), and the proxy took {late.busy:.0%} of a core"
    )


def _table(found: list[Cell]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="cyan")
    table.add_column("connections", justify="right")
    table.add_column("service")
    for name in ("requests/s", "", "x", "p50 ms", "p99 ms", "errors"):
        table.add_column(name, justify="right", no_wrap=True)
    for cell in sorted(found, key=lambda cell: cell.connections):
        table.add_row(str(cell.connections), cell.peer, *_figures(cell), str(cell.errors) if cell.errors else "")
    return table


def _figures(cell: Cell) -> tuple[str, ...]:
    if cell.stopped:
        return "stopped", f"in {cell.stopped} of {cell.rounds}", "", "", ""
    if not cell.rate.highest:
        return "no answer", "", "", "", ""
    return (
        f"{cell.rate.median:,.0f}",
        f"({cell.rate.lowest:,.0f} to {cell.rate.highest:,.0f})",
        f"{cell.ratio:.2f}" if cell.ratio is not None else "",
        f"{cell.p50:.1f}",
        f"{cell.p99:.1f}",
    )
