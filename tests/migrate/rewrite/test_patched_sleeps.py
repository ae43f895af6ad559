"""Patches of what blocked, where the code uses its async form now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
from time import sleep
from sqlalchemy import create_engine, text

engine = create_engine("sqlite:///shop.db")

def wait():
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    sleep(1)
"""

TEST = """\
from unittest.mock import patch
import m

@patch("m.sleep")
def test_wait(sleep):
    m.wait()
"""


def migrated(root: Path, code: str) -> tuple[list[str], str]:
    """Return the codes of the markers, and the test afterwards."""
    (root / "m.py").write_text(code, encoding="utf-8")
    (root / "test_m.py").write_text(TEST, encoding="utf-8")
    plan = migrate(root, driver="aiosqlite")
    after = next(change.after.decode() for change in plan.changes if change.name.name == "test_m.py")
    return [marker.code for marker in plan.markers], after


def test_a_function_imported_by_name_is_patched_in_its_module(tmp_path: Path) -> None:
    """`m.sleep` does not exist any more: `m.asyncio.sleep` does."""
    codes, after = migrated(tmp_path, CODE)
    assert codes == []
    assert '@patch("m.asyncio.sleep")\n' in after


def test_a_patch_that_only_some_code_sees_is_marked(tmp_path: Path) -> None:
    """Code that stays sync still sleeps as it did."""
    codes, after = migrated(tmp_path, f"{CODE}\ndef rest():\n    sleep(2)\n")
    assert codes == ["AL922"]
    assert '@patch("m.sleep")\n' in after
