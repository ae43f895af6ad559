"""Why one function became async."""

from collections.abc import Callable
from dataclasses import replace

from aiolift.migrate.plan import Plan
from aiolift.report.chain import chain


def test_each_call_down_to_the_io(plan: Plan, render: Callable[..., str]) -> None:
    """Each step has its function, its place and its line of source; the last is the I/O itself."""
    assert render(chain(plan.chain("app.main:create"))).splitlines() == [
        "app.main:create became async because it leads to I/O:",
        "",
        "  1  app.main:create",
        "     app/main.py:12   calls  save(db)",
        "  2  app:save",
        "     app/서비스.py:3  I/O    db.commit()",
    ]


def test_io_of_its_own(plan: Plan, render: Callable[..., str]) -> None:
    """A function that does the I/O itself is explained by that one line."""
    page = render(chain(plan.chain("app:save")))
    assert page.startswith("app:save became async because it does I/O:")
    assert "2  " not in page


def test_a_chain_that_ends_in_an_async_function(plan: Plan, render: Callable[..., str]) -> None:
    """A function that calls what was async before is explained by that call."""
    step = replace(plan.coloured["app.main:create"], callee="mailer:send")
    page = render(chain((step,)))
    assert page.startswith("app.main:create became async because it calls mailer:send, which is async:")
