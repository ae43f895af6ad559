"""Async forms of loops stand only where an await can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

NAMES = "def names(db: Session):\n    for user in db.query(User).all():\n        yield user.name\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def ask(db: Session):\n    for n in names(db):\n        print(n)\n", "    async for n in names(db):"),
        ("def ask(db: Session):\n    return [n for n in names(db)]\n", "[n async for n in names(db)]"),
        ("def ask(db: Session):\n    return list(names(db))\n", "[item async for item in names(db)]"),
        ("def ask(db: Session):\n    yield from names(db)\n", "    async for item in names(db):\n        yield item"),
    ],
)
def test_consumed(tmp_path: Path, before: str, after: str) -> None:
    """A generator that became async is consumed by async code."""
    assert after in plan_of(tmp_path, f"{HEADER}{NAMES}{before}")[1]


@pytest.mark.parametrize(
    "barrier",
    [
        "class Report:\n    def __init__(self, db: Session):\n        self.names = [n for n in names(db)]\n",
        "class Report:\n    def __len__(self):\n        return len(list(names(self.db)))\n    db: Session\n",
        "def total(db: Session):\n    count = yield from names(db)\n    return count\n",
        "def total(db: Session):\n    yield db.query(User).count()\n    return 1\n",
        "checks = {'names': lambda db: sorted(n for n in names(db))}\n",
        "def ask(db: Session):\n    return lambda: len(db.query(User).all())\n",
    ],
)
def test_where_nothing_can_be_awaited(tmp_path: Path, barrier: str) -> None:
    """Whatever a function that cannot be async does with a generator or a query, the result is valid Python."""
    compile(plan_of(tmp_path, f"{HEADER}{NAMES}{barrier}")[1], "app.py", "exec")


@pytest.mark.parametrize(
    "reader",
    [
        "def ask(db: Session):\n    found = names(db)\n    return list(itertools.islice(found, 2)), list(found)\n",
        "def ask(db: Session):\n    return list(itertools.islice(names(db), 2))\n",
        "def ask(db: Session):\n    for one, n in zip(names(db), 'ab'):\n        return one, n\n",
        "def ask(db: Session, writer):\n    writer.writerows(names(db))\n",
        "def ask(db: Session):\n    return functools.partial(next, names(db))\n",
        "def free(db: Session):\n    while True:\n        yield db.query(User).count()\n\n\n"
        "def ask(db: Session):\n    return dict(zip('ab', free(db)))\n",
        "def ask(db: Session, old):\n    for n in names(db) if old else ['x']:\n        print(n)\n",
        "def ask(db: Session):\n    return list(itertools.islice((db.get(User, n) for n in itertools.count()), 2))\n",
        "def made(db: Session):\n    return (db.get(User, n) for n in (1, 2))\n\n\n"
        "def ask(db: Session):\n    return list(map(next, [made(db)])), next(made(db)), json.dumps(made(db))\n",
    ],
)
def test_readers_without_an_async_form(tmp_path: Path, reader: str) -> None:
    """What gets plain iterables too, reads only some items, or wants an iterator where there is a list, is marked."""
    plan, _ = plan_of(tmp_path, f"import functools\nimport itertools\nimport json\n{HEADER}{NAMES}{reader}")
    assert "AL929" in [marker.code for marker in plan.markers]
