"""The section of docs/benchmarks.md that belongs to a result."""

from __future__ import annotations

import statistics
from functools import singledispatch
from typing import TYPE_CHECKING

from aiolift.bench.cancellation import CancellationResult
from aiolift.bench.drivers.measure import DriversResult
from aiolift.bench.lint import TOOLS, LintResult
from aiolift.bench.loading import BULK_LOAD, LoadingResult
from aiolift.bench.migration import MigrationResult
from aiolift.bench.reads import ReadsResult
from aiolift.bench.report.drivers_section import drivers_section
from aiolift.bench.report.markdown import number, table
from aiolift.bench.report.part import Chart, Section, image, product, slug, spread_range
from aiolift.bench.report.service_section import service_section
from aiolift.bench.rounds import Spread
from aiolift.bench.seeding import SeedingResult
from aiolift.bench.service.measure import ServiceResult

if TYPE_CHECKING:
    from aiolift.bench.kept import Result


@singledispatch
def section(result: Result) -> Section:
    """Return the section of a result."""
    raise TypeError(f"{type(result).__name__} has no section")


section.register(ServiceResult)(service_section)
section.register(DriversResult)(drivers_section)


@section.register
def _reads(result: ReadsResult) -> Section:
    medians = {path.name: statistics.median(path.rates) for path in result.paths}
    name = slug("reads", product(result.server), result.driver)
    title = f"One row by a unique column, {result.tasks} tasks, {result.server}, {result.driver}"
    chart = Chart(title, "reads per second", {path: [rate] for path, rate in medians.items()})
    rows = [
        (
            path.name,
            number(medians[path.name]),
            spread_range(Spread.of(path.rates)),
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
        image(name, chart),
    ]
    return Section(lines, {name: chart})


@section.register
def _loading(result: LoadingResult) -> Section:
    rates = result.rates()
    name = slug("loading", product(result.server))
    title = f"{result.rows:,} rows into a table, {result.server}"
    chart = Chart(title, "rows per second", {name_: [rate.median] for name_, rate in rates.items()})
    rows = [
        (name_, number(rate.median), spread_range(rate), f"{rates[BULK_LOAD].median / rate.median:.2f}")
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
        image(name, chart),
    ]
    return Section(lines, {name: chart})


@section.register
def _cancellation(result: CancellationResult) -> Section:
    tally = result.tally
    names = ("wrong_rows", "lost_commits", "still_checked_out", "connections_beyond", "orphan_queries")
    lines = [
        f"### Cancellation: {result.server}, {result.driver}",
        "",
        f"{tally.sessions:,} sessions, {tally.cancelled:,} of them cancelled at random moments: {tally.by_anyio:,} by "
        f"a timeout of anyio, which cancels until the session has ended, {tally.again:,} otherwise more than once. "
        f"{tally.acknowledged:,} commits acknowledged, in {tally.seconds:g} s.",
        "",
        *table(
            (*(name.replace("_", " ") for name in names), "errors"),
            [(*(str(getattr(tally, name)) for name in names), str(len(tally.errors)))],
            text_columns=0,
        ),
    ]
    return Section(lines)


@section.register
def _seeding(result: SeedingResult) -> Section:
    rows = [
        (name, number(spread.median), spread_range(spread))
        for name, spread in (("db.seed", Spread.of(result.seeded)), ("SQLAlchemy", Spread.of(result.inserted)))
    ]
    lines = [
        f"### Seeding: {result.server}",
        "",
        f"{result.rows:,} rows: `db.seed` reads and validates a CSV file, SQLAlchemy inserts batches of 1,000 dicts "
        f"that it has in memory. Medians of {result.rounds} rounds; `db.seed` is {result.ratio:.2f} times as fast, in "
        f"{result.memory:.0f} MiB at most.",
        "",
        *table(("loaded by", "rows/s", "lowest to highest"), rows),
    ]
    return Section(lines)


@section.register
def _migration(result: MigrationResult) -> Section:
    rows = [
        (
            f"{one.lines:,}",
            "kept from the run before" if one.kept else "planned",
            *(f"{min(one.seconds):.1f}", f"{min(one.seconds) / one.lines * 1000:.3f}", f"{one.memory:.0f}"),
        )
        for one in result.plans
    ]
    lines = [
        "### The migration",
        "",
        f"`aiolift migrate` plans a synthetic code base, in a process of its own; the best of {result.rounds} rounds.",
        "",
        *table(("lines", "plan", "seconds", "s per 1,000 lines", "peak MiB"), rows, text_columns=2),
    ]
    return Section(lines)


@section.register
def _lint(result: LintResult) -> Section:
    found = [
        (family, *(str(row.get(column, 0)) for column in ("planted", *TOOLS))) for family, row in result.found.items()
    ]
    found.append(("seconds", "", *(f"{result.seconds[tool]:.1f}" for tool in TOOLS)))
    times = [(one.how, f"{one.seconds:.1f}", f"{one.cpu:.1f}", f"{one.memory:.0f}") for one in result.times]
    lines = [
        "### The linter",
        "",
        "Mistakes planted in `tests/lint/planted`, by the family of the rule, and those on whose line a tool reports "
        "anything. ruff and flake8-async are asked for their ASYNC rules, which look at one file and know no database.",
        "",
        *table(("family", "planted", *TOOLS), found),
        "",
        f"`aiolift lint` on a synthetic async code base of {result.lines:,} lines, in a process of its own:",
        "",
        *table(("run", "seconds", "CPU", "peak MiB"), times),
    ]
    return Section(lines)
