"""Lambdas: what stays one, and what becomes a function with a name."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

START = "from sqlalchemy import text\nfrom sqlalchemy.orm import Session\n\n\ndef one(db: Session):\n    return db.scalar(text('1'))\n\n\n"


def rest(root: Path, code: str) -> str:
    """Return what becomes of the code behind the function `one`."""
    _, after = plan_of(root, START + code)
    return after.partition("('1'))\n\n\n")[2]


def test_a_coroutine_is_passed_on(tmp_path: Path) -> None:
    """A lambda that only calls an async function gives its caller the coroutine, who awaits it."""
    code = "def run(f):\n    return f()\n\n\ndef ask(db: Session):\n    return run(lambda: one(db))\n"
    after = rest(tmp_path, code)
    assert "async def run(f):\n    return await f()\n" in after
    assert "return await run(lambda: one(db))" in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    return run(lambda: one(db) + 1)\n", "    async def _action():\n        return await one(db) + 1\n\n    return await run(_action)\n"),
        ("    # why\n    return run(f=lambda: one(db) + 1)\n", "    async def _f():\n        return await one(db) + 1\n\n    # why\n    return await run(f=_f)\n"),
        ("    g = lambda n=1: one(db) + n\n    return g()\n", "    async def g(n=1):\n        return await one(db) + n\n    return await g()\n"),
        ("    return run(lambda: f'{one(db)}')\n", "    async def _action():\n        return f'{await one(db)}'\n\n    return await run(_action)\n"),
        ("    return run(lambda: list(rows(db)))\n", "    async def _action():\n        return [item async for item in rows(db)]\n\n    return await run(_action)\n"),
        ("    return run(lambda: one(one(db)))\n", "    async def _action():\n        return await one(await one(db))\n\n    return await run(_action)\n"),
    ],
)  # fmt: skip
def test_an_await_inside_needs_a_function(tmp_path: Path, before: str, after: str) -> None:
    """A lambda that awaits on its way becomes an `async def` in front of its statement, which keeps its comments."""
    code = f"def rows(db: Session):\n    yield one(db)\n\n\ndef run(f):\n    return f()\n\n\ndef ask(db: Session):\n{before}"
    assert rest(tmp_path, code).endswith(after)


def test_a_query_in_a_lambda_is_awaited_once(tmp_path: Path) -> None:
    """What a rule awaits with edits of its own is not awaited again."""
    code = "def run(f):\n    return f()\n\n\ndef ask(db: Session):\n    return run(lambda: db.query(User).first())\n"
    _, after = plan_of(tmp_path, HEADER + code)
    assert "        return (await db.scalars(select(User).limit(1))).first()\n" in after


def test_pure_lambdas_stay(tmp_path: Path) -> None:
    """A lambda that awaits nothing is not touched."""
    code = "double = lambda n: n * 2\n\n\ndef ask(db: Session):\n    return one(db), double(2)\n"
    assert "double = lambda n: n * 2\n" in rest(tmp_path, code)


def test_a_lambda_with_names_of_a_comprehension_is_marked(tmp_path: Path) -> None:
    """Where no function can see the same names, the lambda stays and a person decides."""
    code = "def ask(db: Session):\n    return [(lambda: one(one(db, n)))() for n in range(3)]\n"
    plan, after = plan_of(tmp_path, START + code)
    assert "(lambda: one(one(db, n)))()" in after
    assert [marker.code for marker in plan.markers] == ["AL909"]


def test_one_that_awaits_nothing_is_lifted_where_its_kin_are_awaited(tmp_path: Path) -> None:
    """Whoever calls what is in the dictionary awaits it."""
    code = "STEPS = {'one': one, 'two': lambda db: 2}\n\n\ndef ask(db: Session, name):\n    return STEPS[name](db)\n"
    after = rest(tmp_path, code)
    assert "async def _two(db):\n    return 2\n" in after
    assert "return await STEPS[name](db)" in after
