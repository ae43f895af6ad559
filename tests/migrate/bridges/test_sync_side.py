"""What stays sync together, and when that is impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = """\
from functools import lru_cache
from sqlalchemy import text
from sqlalchemy.orm import Session
from db import SessionLocal, count

"""


def test_what_a_sync_function_calls_stays_sync(after: Callable[..., dict[str, str]]) -> None:
    """Helpers follow down to the session; other code stays async."""
    code = "def helper():\n    return count()\n\n@lru_cache\ndef cached():\n    return helper()\n"
    files = after(main=HEADER + code)
    assert "async" not in files["main"]
    assert "def count():\n    with SessionLocal() as session:\n        return session.scalar(" in files["db"]


@pytest.mark.parametrize(
    "code",
    [
        "class Shop:\n    def __init__(self, session: Session):\n        self.session = session\n"
        "    def __bool__(self):\n        return self.session.scalar(text('SELECT 1'))\n"
        "def make(session: Session):\n    return Shop(session)\n",
        "class Shop:\n    def __init__(self):\n        self.n = 0\n"
        "    def __bool__(self):\n        self.session = SessionLocal()\n"
        "        return self.session.scalar(text('SELECT 1'))\n",
        "from contextvars import ContextVar\nCURRENT = ContextVar('session')\n"
        "def current():\n    return CURRENT.get()\n"
        "def work():\n    with SessionLocal() as session:\n        CURRENT.set(session)\n        session.commit()\n"
        "class Shop:\n    def __bool__(self):\n        return current().scalar(text('SELECT 1'))\n",
    ],
    ids=["an object of async code has the session", "an object would carry it", "async code sets it in a context"],
)
def test_a_session_of_async_code_cannot_be_kept_sync(after: Callable[..., dict[str, str]], code: str) -> None:
    """A sync session must not reach async code, nor an async one sync code: a person decides."""
    files = after(main=HEADER + code)
    assert files[""].startswith("AL90")
    assert "\nsync_engine" not in files["db"]


def test_a_module_s_session_that_async_code_uses_is_not_made_sync(after: Callable[..., dict[str, str]]) -> None:
    """A session that the code of a module gets by I/O can only stay sync where no async code is handed it."""
    code = (
        "def get_db():\n    with SessionLocal() as opened:\n        opened.execute(text('SELECT 1'))\n"
        "        yield opened\n\n"
        "session = next(get_db())\n\ndef one(given):\n    return given.scalar(text('SELECT 1'))\n\n"
        "async def show():\n    return one(session)\n"
    )
    files = after(main=HEADER + code)
    assert files[""].startswith("AL90")
    assert "\nsync_engine" not in files["db"]


def test_a_module_makes_the_session_that_a_generator_only_opened(after: Callable[..., dict[str, str]]) -> None:
    """`session = next(get_db())` needs no I/O where the generator does none before its yield: async code shares it."""
    code = (
        "def get_db():\n    opened = SessionLocal()\n    try:\n        yield opened\n"
        "    finally:\n        opened.close()\n\n"
        "session = next(get_db())\n\ndef one(given):\n    return given.scalar(text('SELECT 1'))\n\n"
        "async def show():\n    return one(session)\n"
    )
    files = after(main=HEADER + code)
    assert files[""] == "", files
    assert "\nsession = SessionLocal()\n" in files["main"]
    assert "return await one(session)" in files["main"]


def test_a_generator_with_a_session_is_not_run_with_run_sync(after: Callable[..., dict[str, str]]) -> None:
    """It would run after `run_sync` has returned."""
    code = (
        "import re\n"
        "def rows(session: Session):\n    yield re.sub('x', lambda match: session.scalar(text('SELECT 1')), 'x')\n"
        "def show(session: Session):\n    return list(rows(session))\n"
    )
    assert after(main=HEADER + code)[""] == "AL909"
