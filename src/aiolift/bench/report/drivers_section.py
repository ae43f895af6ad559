"""The section of the driver benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.bench.drivers import recommend
from aiolift.bench.drivers.ways import ONE_ROW
from aiolift.bench.report.markdown import number, table
from aiolift.bench.report.part import Chart, Section, image, product, slug

if TYPE_CHECKING:
    from aiolift.bench.drivers.measure import DriversResult


def drivers_section(result: DriversResult) -> Section:
    """Return the section of a result."""
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
    name = slug("drivers", product(result.server))
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
        image(name, chart),
    ]
    return Section(lines, {name: chart})


def _cell(cell: recommend.Cell | None) -> str:
    return f"{number(cell.rate.median)} ({number(cell.cpu)})" if cell is not None else ""
