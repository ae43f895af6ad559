"""Relationships with `lazy="dynamic"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.migrate.plan import Plan

DYNAMIC = HEADER.replace('order_by="Post.id")', 'lazy="dynamic")')


def _migrated(root: Path, line: str) -> tuple[Plan, str]:
    plan, after = plan_of(root, f"{DYNAMIC}def ask(db: Session):\n    user = db.get(User, 1)\n    {line}\n")
    return plan, after.splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return user.posts.count()", "return await db.run_sync(lambda _: user.posts.count())"),
        ("return list(user.posts)", "return await db.run_sync(lambda _: list(user.posts))"),
        ("return sorted(user.posts.limit(2), key=str)",
         "return await db.run_sync(lambda _: sorted(user.posts.limit(2), key=str))"),
    ],
)  # fmt: skip
def test_asked(tmp_path: Path, before: str, after: str) -> None:
    """What asks the database, a method or a function that iterates, runs inside of `run_sync`."""
    plan, line = _migrated(tmp_path, before)
    assert (line, plan.markers) == (after, ())


@pytest.mark.parametrize(
    "line",
    ["return user.posts", "return user.posts.limit(2)", "posts = user.posts", "return map(str, user.posts)",
     "user.posts = []"],
)  # fmt: skip
def test_goes_on(tmp_path: Path, line: str) -> None:
    """A query that leaves the place where it is read would be asked outside of `run_sync`: a marker."""
    plan, after = _migrated(tmp_path, line)
    assert (after, [marker.code for marker in plan.markers]) == (line, ["AL917"])


def test_changed(tmp_path: Path) -> None:
    """Adding to the collection asks nothing."""
    plan, after = _migrated(tmp_path, "user.posts.append(Post())")
    assert (after, plan.markers) == ("user.posts.append(Post())", ())
