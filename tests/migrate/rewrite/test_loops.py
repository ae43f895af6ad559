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
