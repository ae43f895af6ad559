"""Why one function stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from aiolift.migrate.functions import Function
from aiolift.migrate.plan import Kept, Plan
from aiolift.report.sync import copy, unchanged

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


KEPT = Kept("app:total", "app:total", PurePosixPath("app/main.py"), 8, "A library calls it and does not await.")


def test_what_keeps_it_sync(plan: Plan, render: Callable[..., str]) -> None:
    """A function on a sync engine is told with what cannot await: itself, or the one for whose sake it stays."""
    own = replace(plan, markers=(), kept={"app:total": KEPT})
    page = render(unchanged(FUNCTION, own))
    assert "on a sync engine or session: it cannot await. A library calls it and does not await." in page
    assert "app/main.py:8" in page
    other = replace(own, kept={"app:total": replace(KEPT, start="app:handler")})
    assert "it goes with app:handler, which cannot await." in render(unchanged(FUNCTION, other))


def test_a_copy(render: Callable[..., str]) -> None:
    """A function that became async says for whom a sync copy of it stays."""
    assert "A sync copy of it stays" in render(copy(replace(KEPT, start="app:handler")))
