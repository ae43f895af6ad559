"""The page of `aiolift bench drivers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from aiolift.bench.drivers.recommend import cells
from aiolift.knowledge.driver_faults import MENDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from aiolift.bench.drivers.measure import DriversResult, Safety
    from aiolift.bench.drivers.recommend import Cell, Recommendation


def drivers_page(result: DriversResult, recommendation: Recommendation) -> RenderableType:
    """Return the recommendation and what it stands on: the figures, what cancelled sessions left, what fails."""
    return Group(*_parts(result, recommendation))


def _parts(result: DriversResult, recommendation: Recommendation) -> Iterator[RenderableType]:
    yield Text(f"{result.server}; {result.machine}")
    yield Text()
    yield _figures(result)
    yield Text(
        f"operations per second, medians of {result.rounds} interleaved rounds of {result.seconds:g} s; in brackets "
        "microseconds of this process's CPU time for each"
    )
    if result.safety:
        yield Text()
        yield _safety(result.safety)
    for refusal in result.refusals:
        yield Text(f"{refusal.driver} cannot do this here: {refusal.through}, {refusal.operation}: {refusal.error}")
    yield Text()
    for driver in result.drivers:
        yield Text(f"{driver} alone, mended by aiolift: {'; '.join(MENDED[driver])}")
    yield Text()
    chosen = recommendation.driver
    yield Text(f"recommended: mysql+{chosen}://" if chosen else "no driver can be recommended", style="bold")
    for reason in recommendation.reasons:
        yield Text(f"- {reason}")


def _figures(result: DriversResult) -> Table:
    table = Table(box=None, pad_edge=False, header_style="cyan")
    table.add_column("tasks", justify="right")
    table.add_column("operation")
    table.add_column("through")
    for driver in result.drivers:
        table.add_column(driver, justify="right", no_wrap=True)
    rows: dict[tuple[int, str, str], dict[str, Cell]] = {}
    for cell in cells(result):
        rows.setdefault((cell.tasks, cell.operation, cell.through), {})[cell.driver] = cell
    operations = list(dict.fromkeys(operation for _, operation, _ in rows))
    for key in sorted(rows, key=lambda key: (key[0], operations.index(key[1]))):
        found = [rows[key].get(driver) for driver in result.drivers]
        figures = [f"{cell.rate.median:,.0f} ({cell.cpu:,.0f})" if cell else "" for cell in found]
        table.add_row(str(key[0]), *key[1:], *figures)
    return table


def _safety(found: list[Safety]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="cyan")
    table.add_column("cancelled sessions")
    for name in ("of", "wrong rows", "lost commits", "connections left", "queries left", "errors"):
        table.add_column(name, justify="right")
    table.add_column("the driver alone, after a cancelled query")
    for one in found:
        tally = one.tally
        left = tally.still_checked_out + tally.connections_beyond
        numbers = (tally.sessions, tally.wrong_rows, tally.lost_commits, left, tally.orphan_queries, len(tally.errors))
        table.add_row(f"{one.driver}: {tally.cancelled:,}", *(f"{number:,}" for number in numbers), one.alone)
    return table
