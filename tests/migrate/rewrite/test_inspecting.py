"""Inspectors that ask the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "from sqlalchemy import inspect\nfrom sqlalchemy.orm import Session\n\n\n"


def test_of_a_session_s_connection(tmp_path: Path) -> None:
    """The connection is awaited once for each question, and the inspector is made there."""
    plan, after = plan_of(
        tmp_path,
        f"{HEADER}def views(session: Session):\n    inspector = inspect(session.connection())\n"
        "    for name in inspector.get_view_names():\n        print(name)\n",
    )
    assert not plan.markers
    assert (
        "    for name in await (await session.connection()).run_sync("
        "lambda sync_connection: inspect(sync_connection).get_view_names()):\n"
    ) in after


def test_of_which_more_is_done(tmp_path: Path) -> None:
    """An inspector that is compared or passed on keeps its variable, below a marker."""
    plan, after = plan_of(
        tmp_path,
        f"{HEADER}def views(session: Session):\n    inspector = inspect(session.connection())\n"
        "    if not inspector:\n        return []\n    return inspector.get_view_names()\n",
    )
    assert [marker.code for marker in plan.markers] == ["AL923"]
    assert "    inspector = inspect(await session.connection())\n" in after
