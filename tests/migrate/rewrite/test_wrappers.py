"""Decorators of the program around functions that became async, and around others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

DECORATOR = '''\
import time
from functools import wraps

from sqlalchemy.orm import Session


def again(times):
    def decorate(f):
        @wraps(f)
        def inner(*args, **kwargs):
            """Try
it again."""
            for _ in range(times):
                time.sleep(1)
            return f(*args, **kwargs).real

        return inner

    return decorate


'''
DATABASE = "@again(2)\ndef save(db: Session):\n    db.commit()\n\n\n"
PURE = "@again(times=2)\ndef double(n):\n    return 2 * n\n\n\n"
BOTH = '''\
        if inspect.iscoroutinefunction(f):

            @wraps(f)
            async def async_inner(*args, **kwargs):
                """Try
it again."""
                for _ in range(times):
                    await asyncio.sleep(1)
                return (await f(*args, **kwargs)).real

            return async_inner

        @wraps(f)
        def inner(*args, **kwargs):
            """Try
it again."""
            for _ in range(times):
                time.sleep(1)
            return f(*args, **kwargs).real
'''


def test_one_wrapper_for_async_functions(tmp_path: Path) -> None:
    """A decorator of async functions alone awaits them."""
    _, code = plan_of(tmp_path, DECORATOR + DATABASE)
    assert "        async def inner(*args, **kwargs):\n" in code
    assert "await f(*args, **kwargs)" in code
    assert "iscoroutinefunction" not in code


def test_two_wrappers_where_some_stay_sync(tmp_path: Path) -> None:
    """Pure functions keep their colour, and so do those who call them."""
    calls = "def ask(db: Session):\n    save(db)\n    return double(1)\n\n\ndef pure():\n    return double(2)\n"
    _, code = plan_of(tmp_path, DECORATOR + DATABASE + PURE + calls)
    assert BOTH in code
    assert PURE in code
    assert "async def ask(db: AsyncSession):\n    await save(db)\n    return double(1)\n" in code
    assert "\ndef pure():\n    return double(2)\n" in code


def test_a_wrapper_with_io_of_its_own_is_async_for_all(tmp_path: Path) -> None:
    """What does I/O around every function makes every function async."""
    before = (
        "def logged(f):\n    def inner(db: Session):\n        db.commit()\n"
        "        return f(db)\n\n    return inner\n\n\n"
    )
    pure = "@logged\ndef name(db):\n    return 'x'\n"
    _, code = plan_of(tmp_path, f"from sqlalchemy.orm import Session\n\n\n{before}{pure}")
    assert "        await db.commit()\n        return await f(db)\n" in code
    assert "@logged\nasync def name(db):" in code


def test_pure_decorators_stay(tmp_path: Path) -> None:
    """A decorator of sync functions alone is not touched."""
    _, code = plan_of(tmp_path, f"{DECORATOR}{PURE}def save(db: Session):\n    db.commit()\n")
    assert DECORATOR.partition("def again")[2] in code
