"""Plain strings as statements: async connections and sessions want them in 2.0 style."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import body_of

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    'db.connection().execute("SELECT 1")': 'await (await db.connection()).exec_driver_sql("SELECT 1")',
    'return db.execute("SELECT 1").first()': 'return (await db.execute(text("SELECT 1"))).first()',
    'return db.execute(text("SELECT 1")).first()': 'return (await db.execute(text("SELECT 1"))).first()',
}


@pytest.mark.parametrize("before", CASES)
def test_plain_strings(before: str, tmp_path: Path) -> None:
    """A connection runs the string as it is, a session gets it as text; what is text already stays."""
    assert body_of(tmp_path, before) == CASES[before]
