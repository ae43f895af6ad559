"""The section of docs/benchmarks.md that belongs to a result, with its charts."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, field
from functools import singledispatch
from itertools import groupby
from typing import TYPE_CHECKING

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.drivers import recommend
from aiolift.bench.drivers.measure import DriversResult
from aiolift.bench.drivers.ways import ONE_ROW
from aiolift.bench.loading import BULK_LOAD, LoadingResult
from aiolift.bench.reads import ReadsResult
from aiolift.bench.report import charts
from aiolift.bench.report.markdown import number, table
from aiolift.bench.rounds import Spread
from aiolift.bench.service import summary
from aiolift.bench.service.measure import ServiceResult
from aiolift.bench.service.peers import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.bench.kept import Result
    from aiolift.bench.service.summary import Cell


@dataclass(frozen=True)
class Section:
    """A part of the page.

    :param lines: Markdown, from its heading on.
    :param charts: by name, to be drawn when they are written: without pygal the page can still be made.
    """

    lines: list[str]
    charts: dict[str, Chart] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """What a chart shows: columns in groups, or bars where there are no groups."""

    title: str
    unit: str
    series: dict[str, list[float | None]]
    groups: tuple[str, ...] = ()

    def draw(self) -> bytes:
        """Draw it.

        :raises MissingPackageError: pygal is not installed.
        """
        if self.groups:
            return charts.columns(self.title, self.groups, self.series, unit=self.unit)
        return charts.bars(self.title, {name: values[0] or 0.0 for name, values in self.series.items()}, unit=self.unit)


@singledispatch
def section(result: Result) -> Section:
    """Return the section of a result."""
    raise TypeError(f"{type(result).__name__} has no section")


def _image(name: str, chart: Chart) -> str:
    return f"![{chart.title}](charts/{name}.svg)"


def _slug(*parts: str) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)


def _product(server: str) -> str:
    return server.partition(" ")[0]


@section.register
def _reads(result: ReadsResult) -> Section:
    medians = {path.name: statistics.median(path.rates) for path in result.paths}
    name = _slug("reads", _product(result.server), result.driver)
    title = f"One row by a unique column, {result.tasks} tasks, {result.server}, {result.driver}"
    chart = Chart(title, "reads per second", {path: [rate] for path, rate in medians.items()})
    rows = [
        (
            path.name,
            number(medians[path.name]),
            _range(Spread.of(path.rates)),
            number(statistics.median(path.cpu)),
            f"{result.ratio(path):.2f}",
            "" if path.statements is None else f"{path.statements:.2f}",
        )
        for path in result.paths
    ]
    lines = [
        f"### Reads: {result.server}, {result.driver}",
        "",
        f"{result.tasks} tasks in one process; each opens its session, reads one object by a unique column and ends. "
        f"Medians of {result.rounds} interleaved rounds of {result.seconds:g} s.",
        "",
        *table(("through", "reads/s", "lowest to highest", "µs CPU", "x", "statements"), rows),
        "",
        _image(name, chart),
    ]
    return Section(lines, {name: chart})


@section.register
def _service(result: ServiceResult) -> Section:
    lines = [
        f"### A service: {result.server}",
        "",
        "One endpoint of FastAPI, `GET /divisions/{code}`: one row by a unique column, at random; the same response "
        "model everywhere, one worker of uvicorn, load by wrk on the same machine. Medians of "
        f"{result.rounds} interleaved rounds of {result.seconds} s; x is the rate beside {REFERENCE}.",
        "",
        "Pools: " + "; ".join(f"{peer}: {pool}" for peer, pool in result.pools.items() if pool != "none") + ".",
    ]
    drawn: dict[str, Chart] = {}
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
            name = _slug("service", _product(result.server), f"{round_trip:g}ms", key)
            chart = Chart(
                f"{title}, {network}, {result.server}",
                unit,
                {peer: [_value(by_key.get((peer, count)), key) for count in counts] for peer in peers},
                tuple(str(count) for count in counts),
            )
            drawn[name] = chart
            lines += ["", _image(name, chart)]
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
        *(cell.peer, number(cell.rate.median), _range(cell.rate), ratio),
        *(number(cell.p50), number(cell.p99), f"{cell.errors:,}"),
    )


@section.register
def _drivers(result: DriversResult) -> Section:
    found: dict[tuple[int, str, str], dict[str, recommend.Cell]] = {}
    for cell in recommend.cells(result):
        found.setdefault((cell.tasks, cell.operation, cell.through), {})[cell.driver] = cell
    most = max(tasks for tasks, _, _ in found)
    rows = [
        (
            str(tasks),
            operation,
            through,
            *(_cell(found[tasks, operation, through].get(name)) for name in result.drivers),
        )
        for tasks, operation, through in sorted(found, key=lambda key: (key[0], key[1] != ONE_ROW, key[1]))
    ]
    name = _slug("drivers", _product(result.server))
    shown = {
        through: cells for (tasks, operation, through), cells in found.items() if (tasks, operation) == (most, ONE_ROW)
    }
    chart = Chart(
        f"One row, {most} tasks, {result.server}",
        "operations per second",
        {
            f"{through}, {driver}": [cell.rate.median]
            for through, cells in shown.items()
            for driver, cell in cells.items()
        },
    )
    chosen = recommend.recommend(result)
    lines = [
        f"### Drivers: {result.server}",
        "",
        "Operations per second, in brackets the µs of CPU time of this process for each. Medians of "
        f"{result.rounds} interleaved rounds of {result.seconds:g} s.",
        "",
        *table(("tasks", "operation", "through", *result.drivers), rows, text_columns=3),
        "",
        *table(
            ("driver", "after a cancelled query, alone", "cancelled sessions", "left behind through aiolift"),
            [
                (
                    one.driver,
                    one.alone,
                    f"{one.tally.cancelled:,} of {one.tally.sessions:,}",
                    "nothing" if one.tally.is_clean else "something",
                )
                for one in result.safety
            ],
            text_columns=2,
        ),
        "",
        f"Recommended here: {chosen.driver or 'none'}.",
        "",
        *(f"- {reason}" for reason in chosen.reasons),
        "",
        _image(name, chart),
    ]
    return Section(lines, {name: chart})


def _cell(cell: recommend.Cell | None) -> str:
    return f"{number(cell.rate.median)} ({number(cell.cpu)})" if cell is not None else ""


@section.register
def _loading(result: LoadingResult) -> Section:
    rates = result.rates()
    name = _slug("loading", _product(result.server))
    title = f"{result.rows:,} rows into a table, {result.server}"
    chart = Chart(title, "rows per second", {name_: [rate.median] for name_, rate in rates.items()})
    rows = [
        (name_, number(rate.median), _range(rate), f"{rates[BULK_LOAD].median / rate.median:.2f}")
        for name_, rate in rates.items()
    ]
    lines = [
        f"### Bulk load: {result.server}",
        "",
        f"{result.rows:,} rows, in memory for `{BULK_LOAD}` (which validates them) and pandas, in a file that is ready "
        f"for LOAD DATA for the import tool. Medians of {result.rounds} interleaved rounds.",
        "",
        *table(("loaded by", "rows/s", "lowest to highest", f"{BULK_LOAD} beside it"), rows),
        "",
        f"The event loop stood still for {result.worst_stall():.1f} ms at most while `{BULK_LOAD}` ran.",
        "",
        _image(name, chart),
    ]
    return Section(lines, {name: chart})


@section.register
def _cancellation(result: CancellationResult) -> Section:
    tally = result.tally
    names = ("wrong_rows", "lost_commits", "still_checked_out", "connections_beyond", "orphan_queries")
    lines = [
        f"### Cancellation: {result.server}, {result.driver}",
        "",
        f"{tally.sessions:,} sessions, {tally.cancelled:,} of them cancelled at random moments, {tally.acknowledged:,} "
        f"commits acknowledged, in {tally.seconds:g} s.",
        "",
        *table(
            (*(name.replace("_", " ") for name in names), "errors"),
            [(*(str(getattr(tally, name)) for name in names), str(len(tally.errors)))],
            text_columns=0,
        ),
    ]
    return Section(lines)


def _range(spread: Spread) -> str:
    return f"{number(spread.lowest)} to {number(spread.highest)}"
