"""The sections of the page."""

import pytest

from aiolift.bench.report.sections import section
from tests.bench import examples


@pytest.mark.parametrize(
    ("benchmark", "line"),
    [
        ("reads", "| db.reader() | 3,050 | 3,000 to 3,100 | 255 | 4.07 | 1.00 |"),
        ("service", "| aiolift, prepared | 1,200 | 900 to 1,500 | 4.00 | 1.00 | 2.00 | 0 |"),
        ("service", "| sync Session, PyMySQL | stopped in 1 of 2 | | | | | 259 |"),
        ("loading", "| mariadb-import | 125,000 | 125,000 to 125,000 | 0.80 |"),
        ("loading", "The event loop stood still for 14.0 ms at most while `db.bulk_load` ran."),
        ("drivers", "| 32 | 1 row | db.reader() | 3,000 (100) | 3,000 (100) | 3,000 (100) |"),
        ("drivers", "| mysqlconnector_async | wrong answer | 90 of 100 | nothing |"),
        ("seeding", "| db.seed | 100,000 | 90,000 to 110,000 |"),
        ("migration", "| 1,000 | planned | 2.0 | 2.000 | 100 |"),
        ("migration", "| 2,000 | kept from the run before | 1.0 | 0.500 | 50 |"),
        ("lint", "| AL1 | 10 | 10 | 1 | 0 |"),
        ("lint", "| unchanged | 1.0 | 0.9 | 80 |"),
        ("cancellation", "| 0 | 0 | 0 | 0 | 0 | 0 |"),
        (
            "cancellation",
            "3,000 sessions, 2,400 of them cancelled at random moments: 800 by a timeout of anyio, which cancels until "
            "the session has ended, 600 otherwise more than once. 300 commits acknowledged, in 0 s.",
        ),
    ],
)
def test_lines(benchmark: str, line: str) -> None:
    """A section has the medians of its result, and says what stopped or was left behind."""
    assert line in section(examples.results()[benchmark]).lines


@pytest.mark.parametrize("benchmark", examples.results())
def test_every_chart_is_shown(benchmark: str) -> None:
    """The page shows each chart of a section, and no other; all names are those of files."""
    made = section(examples.results()[benchmark])
    shown = [line for line in made.lines if line.startswith("![")]
    assert shown == [f"![{chart.title}](charts/{name}.svg)" for name, chart in made.charts.items()]
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in made.charts)


def test_a_service_that_stopped_is_a_gap() -> None:
    """A chart has no column for a service that stopped: it is not one that answers nothing in time."""
    charts = section(examples.results()["service"]).charts
    rates = charts["service-mariadb-0ms-rate"]
    assert rates.groups == ("16", "256")
    assert rates.series["sync Session, PyMySQL"] == [100.0, None]
