"""Methods that an async session lacks run on the sync session inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, body_of, plan_of

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "db.bulk_insert_mappings(User, [])": "await db.run_sync(lambda db: db.bulk_insert_mappings(User, []))",
    "db.bulk_save_objects(\n    []\n)": "await db.run_sync(lambda db: db.bulk_save_objects(\n    []\n))",
    "db.bulk_save_objects(db.query(User).all(), update_changed_only=True)": (
        "await db.run_sync(lambda db, *args, **options: db.bulk_save_objects(*args, **options), "
        "(await db.scalars(select(User))).all(), update_changed_only=True)"
    ),
}


@pytest.mark.parametrize("before", CASES)
def test_method_in_run_sync(before: str, tmp_path: Path) -> None:
    """The call stands in a lambda; arguments that are awaited are made before it."""
    assert body_of(tmp_path, before) == CASES[before]


def test_session_of_an_object(tmp_path: Path) -> None:
    """The session of an attribute has a name of its own in the lambda."""
    code = f"{HEADER}class Store:\n    def __init__(self, db: Session):\n        self.db = db\n\n"
    _, after = plan_of(tmp_path, f"{code}    def save(self, users):\n        self.db.bulk_save_objects(users)\n")
    assert "        await self.db.run_sync(lambda session: session.bulk_save_objects(users))\n" in after
