"""What is wanted, and what was reached."""

from dataclasses import replace

import pytest

from aiolift.bench.cancellation import Tally
from aiolift.bench.lint import Timed
from aiolift.bench.migration import Planned
from aiolift.bench.report.goals import Goal, goals
from tests.bench import examples
from tests.bench.service import example as service
from tests.bench.service.example import PREPARED, SYNC, load


def measured(benchmark: str) -> dict[str, Goal]:
    """The goals of an example, by what they are about."""
    return {goal.what: goal for goal in goals(examples.results()[benchmark])}


def test_reads() -> None:
    """Reads are measured against AsyncSession, and by the statements that the server counts."""
    found = measured("reads")
    where = "MariaDB 10.11.14, asyncmy, 32 tasks"
    reader = found[f"{where}: db.reader() beside AsyncSession"]
    assert reader.measured == pytest.approx(3050 / 750)
    assert reader.is_reached
    prepared = found[f"{where}: db.prepare() beside AsyncSession"]
    assert (prepared.wanted, prepared.is_reached) == (10.0, False)
    assert found[f"{where}: db.reader(), statements for a read"].is_reached


def test_service() -> None:
    """A service is compared under the same load only; one that was not measured, or stopped, gives no goal."""
    found = measured("service")
    assert [(goal.what.partition(", ")[2], goal.measured) for goal in found.values()] == [
        ("16 connections: aiolift, prepared beside AsyncSession, asyncmy", pytest.approx(4.0))
    ]


def test_a_service_outlasts_the_sync_one() -> None:
    """In each round in which the sync service stops, one of aiolift answers without errors; it must stop once."""
    crowded = {"connections": 256, "round_trip": 4.0}

    def outlasting(stopped: list[bool], errors: list[int]) -> Goal:
        loads = [load(SYNC, 9.0, number=number, stopped=one, **crowded) for number, one in enumerate(stopped)]
        loads += [load(PREPARED, 900.0, number=number, errors=one, **crowded) for number, one in enumerate(errors)]
        (found,) = (goal for goal in goals(replace(service.result(), loads=loads)) if goal.unit == "rounds")
        return found

    clean = outlasting([True, False, True], [0, 7, 0])
    assert clean.what.startswith("MariaDB 10.11.14, 256 connections, 4 ms of network: aiolift, prepared answers")
    assert (clean.wanted, clean.measured, clean.is_reached) == (2, 2, True)
    failed = outlasting([True, False, True], [0, 0, 7])
    assert (failed.wanted, failed.measured, failed.is_reached) == (2, 1, False)
    survived = outlasting([False, False], [0, 0])
    assert (survived.wanted, survived.measured, survived.is_reached) == (1, 0, False)


def test_loading() -> None:
    """A bulk load is measured against the import tool and pandas, and by the longest of all stalls."""
    found = list(measured("loading").values())
    assert [(goal.wanted, goal.measured, goal.is_reached) for goal in found] == [
        (4.0, 5.0, True),
        (0.9, 0.8, False),
        (15.0, 14.0, True),
    ]


def test_cancellation() -> None:
    """Nothing may be left behind, an error included."""
    (clean,) = measured("cancellation").values()
    assert clean.is_reached
    assert "3,000 sessions cancelled at random, 1,400 of them again and again" in clean.what
    left = examples.cancellation()
    left.tally.errors.append("OperationalError")
    (goal,) = goals(left)
    assert (goal.measured, goal.is_reached) == (1.0, False)
    assert Tally(orphan_queries=1).is_clean is False


def test_drivers_have_no_goal() -> None:
    """The drivers are compared with each other, and nothing is wanted of them."""
    assert measured("drivers") == {}


def test_migration_and_lint() -> None:
    """Seconds and the highest memory count for code bases of 50,000 lines; smaller ones give no goal."""
    tool = examples.migration()
    large = replace(
        tool,
        plans=[
            Planned(12_000, kept=False, seconds=[99.0], memory=9000.0),
            Planned(50_494, kept=False, seconds=[19.0, 21.0, 25.0], memory=400.0),
            Planned(50_494, kept=True, seconds=[1.5], memory=80.0),
        ],
    )
    assert [(goal.what, goal.measured, goal.is_reached) for goal in goals(large)] == [
        ("aiolift migrate, 50,494 lines", 21.0, False),
        ("aiolift migrate, 50,494 lines, plan kept", 1.5, True),
        ("aiolift migrate, 50,494 lines: memory", 400.0, True),
    ]
    assert list(goals(replace(large, plans=large.plans[:1]))) == []
    times = [
        Timed("cold", 14.0, 15.0, 250.0),
        Timed("one file edited", 3.0, 3.0, 1100.0),
        Timed("other", 1.0, 1.0, 1.0),
    ]
    found = list(goals(replace(examples.lint(), lines=50_494, times=times)))
    assert [(goal.what, goal.measured, goal.is_reached) for goal in found] == [
        ("aiolift lint, 50,494 lines, cold", 14.0, True),
        ("aiolift lint, 50,494 lines, one file edited", 3.0, False),
        ("aiolift lint, 50,494 lines: memory", 1100.0, False),
    ]
    assert list(goals(replace(examples.lint(), lines=0, times=[]))) == []
