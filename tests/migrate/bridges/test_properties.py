"""Properties that do I/O are awaited where every read is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CLASS = """\
from functools import cached_property
from sqlalchemy import text
from sqlalchemy.orm import Session

class Profile:
    def __init__(self, session: Session):
        self.session = session

    @property
    def stories(self) -> int:
        return self.session.scalar(text("SELECT 1"))

    @cached_property
    def prices(self):
        rows = self.session.scalars(text("SELECT 1"))
        return list(rows)

"""
SHOW = """\
def show(session: Session):
    profile = Profile(session)
    return profile.stories + 1, profile.prices[0]
"""


def test_reads_are_awaited(after: Callable[..., dict[str, str]]) -> None:
    """Each read is an await, in parentheses where what follows would bind first."""
    files = after(main=CLASS + SHOW)
    assert "    @property\n    async def stories(self) -> int:\n" in files["main"]
    assert "return await profile.stories + 1, (await profile.prices)[0]\n" in files["main"]
    assert files[""] == ""


def test_a_cached_value_is_kept_in_an_attribute(after: Callable[..., dict[str, str]]) -> None:
    """`cached_property` would keep the coroutine, which can be awaited once only."""
    files = after(main=CLASS + SHOW)
    assert (
        files["main"]
        .partition("    @property\n    async def prices(self):\n")[2]
        .startswith(
            '        if "_prices" not in self.__dict__:\n'
            '            rows = await self.session.scalars(text("SELECT 1"))\n'
            "            self._prices = list(rows)\n"
            "        return self._prices\n"
        )
    )
    assert "cached_property" not in files["main"]


@pytest.mark.parametrize(
    "use",
    ["def read(profile):\n    return profile.stories\n", 'def read(x, name):\n    return getattr(x, "stories")\n'],
    ids=["of an unknown object", "by getattr"],
)
def test_a_property_that_others_may_read_is_marked(after: Callable[..., dict[str, str]], use: str) -> None:
    """Who reads it without knowing would get a coroutine."""
    files = after(main=CLASS + SHOW + use)
    assert "    # aiolift: AL902 " in files["main"]
    assert "await profile.stories" not in files["main"]


def test_a_property_that_a_sync_place_reads_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """`__repr__` cannot await it, so it does not become async."""
    more = "    def __repr__(self):\n        return str(self.stories)\n\n"
    files = after(main=CLASS + more + SHOW)
    assert "AL902" in files[""]
    assert "async def stories" not in files["main"]
