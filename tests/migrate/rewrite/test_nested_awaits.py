"""Awaits inside of awaits: what several rules put around expressions that begin at one place."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, body_of, plan_of

if TYPE_CHECKING:
    from pathlib import Path

NESTED = [
    ("return db.query(User).get(1).posts", "return await (await db.get(User, 1)).awaitable_attrs.posts"),
    ("return len(db.query(User).get(1).posts)", "return len(await (await db.get(User, 1)).awaitable_attrs.posts)"),
    (
        "return db.query(User).get(1).posts[0].user.name",
        "return (await (await (await db.get(User, 1)).awaitable_attrs.posts)[0].awaitable_attrs.user).name",
    ),
    (
        "return [post.user for post in db.query(Post)]",
        "return [post.user for post in await db.scalars(select(Post).options(selectinload(Post.user)))]",
    ),
    (
        "return db.query(Post.title, Post).first()[1].user",
        "return await (await db.execute(select(Post.title, Post).limit(1))).first()[1].awaitable_attrs.user",
    ),
]


@pytest.mark.parametrize(("before", "after"), NESTED)
def test_awaits_nest_as_the_expressions_do(tmp_path: Path, before: str, after: str) -> None:
    """The await of what is read stands outside of that of the object it is read from."""
    found = body_of(tmp_path, before)
    compile(f"async def ask(db):\n    {found}", "app.py", "exec")
    assert found == after


ITERATORS = [
    "    def __iter__(self):\n        return iter(self.db.query(User).all())\n",
    "    def __iter__(self):\n        return self\n\n    def __next__(self):\n        return self.db.query(User).first()\n",
]


@pytest.mark.parametrize("methods", ITERATORS)
def test_an_iterator_that_is_no_generator_cannot_be_async(tmp_path: Path, methods: str) -> None:
    """A coroutine in the place of an iterator would fail at run time: a marker says so instead."""
    start = "class Feed:\n    def __init__(self, db: Session):\n        self.db = db\n\n"
    plan, text = plan_of(tmp_path, f"{HEADER}{start}{methods}")
    assert "__aiter__" not in text
    assert "__anext__" not in text
    assert [marker.code for marker in plan.markers] == ["AL903"]


def test_a_generator_becomes_an_async_one(tmp_path: Path) -> None:
    """An `__iter__` that yields what it loads is an `__aiter__`."""
    source = "class Feed:\n    def __init__(self, db: Session):\n        self.db = db\n\n    def __iter__(self):\n        for user in self.db.query(User):\n            yield user.name\n"
    plan, text = plan_of(tmp_path, HEADER + source)
    assert "async def __aiter__(self):" in text
    assert not plan.markers
