"""Why one function stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from aiolift.migrate.functions import Function
from aiolift.migrate.plan import Plan
from aiolift.report.sync import unchanged

FUNCTION = Function("app:total", PurePosixPath("app/서비스.py"), 6, 10, is_async=False)


def test_a_marker_is_the_reason(plan: Plan, render: Callable[..., str]) -> None:
    """Where a marker stands in the function, that is why."""
    page = render(unchanged(FUNCTION, plan))
    assert page.startswith("app:total stays sync, at app/서비스.py:6: it holds what a person must decide first:")
    assert "line 7: AL901 the property" in page


def test_unresolved_calls_are_named(plan: Plan, render: Callable[..., str]) -> None:
    """Where only unresolved calls stand in it, the explanation says that the tool does not know."""
    page = render(unchanged(FUNCTION, replace(plan, markers=())))
    assert "could not be resolved" in page
    assert "line 9: helper(db)" in page


def test_other_lines_do_not_count(plan: Plan, render: Callable[..., str]) -> None:
    """What is marked elsewhere is not this function's reason."""
    page = render(unchanged(replace(FUNCTION, first=20, last=30), plan))
    assert "no call in it leads to I/O" in page
    assert "AL901" not in page


def test_async_already(plan: Plan, render: Callable[..., str]) -> None:
    """A function that was async before is not said to stay sync."""
    assert (
        render(unchanged(replace(FUNCTION, is_async=True), plan)) == "app:total is async already, at app/서비스.py:6."
    )
