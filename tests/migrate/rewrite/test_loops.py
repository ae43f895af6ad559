"""Generators that became async, and what consumes them."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

START = "from contextlib import suppress\nfrom sqlalchemy import text\nfrom sqlalchemy.orm import Session\n\n\ndef rows(db: Session):\n    yield db.scalar(text('1'))\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    for row in (r + 1 for r in rows(db)):\n        print(row)\n", "    async for row in (r + 1 async for r in rows(db)):\n        print(row)\n"),
        ("    yield from (r + 1 for r in rows(db))\n", "    async for item in (r + 1 async for r in rows(db)):\n        yield item\n"),
        ("    return sum(r for r in rows(db))\n", "    return sum([r async for r in rows(db)])\n"),
        ("    try:\n        return next(rows(db))\n    except StopIteration:\n        pass\n", "    try:\n        return await anext(rows(db))\n    except StopAsyncIteration:\n        pass\n"),
        ("    for pair in enumerate(r for r in rows(db)): print(pair)\n", "    numbers = itertools.count()\n    async for item in (r async for r in rows(db)): pair = (next(numbers), item); print(pair)\n"),
        ("    return any(rows(db) if db else rows(db))\n", "    return await anext((True async for item in (rows(db) if db else rows(db)) if item), False)\n"),
        ("    a, *b = (rows(db) if db else rows(db))\n", "    a, *b = ([item async for item in (rows(db) if db else rows(db))])\n"),
        ("    return list((rows(db) if db else rows(db)))\n", "    return [item async for item in (rows(db) if db else rows(db))]\n"),
        ("    found = iter(rows(db))\n    return next(found)\n", "    found = aiter(rows(db))\n    return await anext(found)\n"),
        ("    db.info['all'] += rows(db)\n", "    db.info['all'] += [item async for item in rows(db)]\n"),
        ("    found: dict = {}\n    with suppress(KeyError):\n        found.update((r, r) for r in rows(db))\n", "    found: dict = {}\n    with suppress(KeyError):\n        async for key, item in ((r, r) async for r in rows(db)):\n            found[key] = item\n"),
        ("    found = []\n    try:\n        found += rows(db)\n    finally:\n        print(found)\n", "    found = []\n    try:\n        async for item in rows(db):\n            found.append(item)\n    finally:\n        print(found)\n"),
        ("    found = []\n    found.extend(rows(db))\n", "    found = []\n    found.extend([item async for item in rows(db)])\n"),
        ("    seen = {0}\n    seen.update(r for r in rows(db) if r not in seen)\n", "    seen = {0}\n    async for item in (r async for r in rows(db) if r not in seen):\n        seen.add(item)\n"),
        ("    db.commit()\n    try:\n        return next(iter([]))\n    except StopIteration:\n        pass\n", "    await db.commit()\n    try:\n        return next(iter([]))\n    except StopIteration:\n        pass\n"),
    ],
)  # fmt: skip
def test_consumed(tmp_path: Path, before: str, after: str) -> None:
    """One by one where the consumer is a loop, as a list where it is a function, and with the end that the async form has."""
    _, code = plan_of(tmp_path, f"{START}def ask(db: Session):\n{before}")
    assert code.endswith(f"async def ask(db: AsyncSession):\n{after}")


def test_generators_that_are_run_in_one_place_have_one_colour(tmp_path: Path) -> None:
    """One that does no I/O becomes async where a loop can be given either: `async for` takes no plain generator."""
    _, code = plan_of(
        tmp_path,
        f"{START}def numbers(db: Session):\n    yield 1\n\n\n"
        "def ask(db: Session, real: bool):\n    for row in (rows if real else numbers)(db):\n        print(row)\n",
    )
    assert "async def numbers(db: AsyncSession):\n    yield 1\n" in code
    assert "    async for row in (rows if real else numbers)(db):\n" in code


TREE = """
class transaction(ContextDecorator):
    def __init__(self, db: Session):
        self.db = db

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.db.commit()


class Tree:
    def __init__(self, db: Session):
        self.db = db

    def __iter__(self):
        yield from rows(self.db)


def ask(db: Session):
    for n, row in enumerate(Tree(db)):
        print(n, row)
"""


def test_an_object_that_is_iterated_over_by_a_builtin(tmp_path: Path) -> None:
    """`enumerate` runs `__iter__`, which is async, as a loop does; a decorator's base has its async form."""
    plan, code = plan_of(tmp_path, START.replace("import suppress", "import ContextDecorator") + TREE)
    assert "    async for row in Tree(db):\n        n = next(numbers)\n" in code
    assert "class transaction(AsyncContextDecorator):" in code
    assert not plan.markers


def test_a_copy_behind_the_last_statement(tmp_path: Path) -> None:
    """A sync copy stands behind the loop that takes the place of `yield from`."""
    source = "def parts(db: Session):\n    yield from rows(db)\n\n\ndef ask(db: Session):\n    shown(db)\n    list(parts(db))\n"
    shown = "\n\ndef shown(db: Session):\n    return re.sub('x', lambda found: str(list(parts(db))), 'x')\n"
    plan, code = plan_of(tmp_path, f"import re\n{START}{source}{shown}")
    assert "    async for item in rows(db):\n        yield item\n\n\n# for code that cannot await\n" in code
    assert "def parts_sync(db: Session):\n    yield from rows_sync(db)\n" in code
    assert not plan.markers
