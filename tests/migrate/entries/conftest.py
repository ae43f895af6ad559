"""Small programs, migrated."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiolift.migrate.plan import Plan

DATABASE = """\
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")


def count():
    with Session(engine) as session:
        return session.exec(text("SELECT 1")).one()
"""


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Plan]:
    """Return what plans the migration of files; `db.py` with an engine and a function `count` is one of them."""

    def run(**files: str) -> Plan:
        for name, code in {"db": DATABASE, **files}.items():
            (tmp_path / f"{name}.py").write_text(dedent(code), encoding="utf-8")
        return migrate(tmp_path, driver="aiosqlite")

    return run


@pytest.fixture
def converted(plan: Callable[..., Plan], tmp_path: Path) -> Callable[..., str]:
    """Return what gives the new text of `main.py`, migrated beside `db.py`."""

    def run(code: str, **files: str) -> str:
        changes = {str(change.name): change.after.decode() for change in plan(main=code, **files).changes}
        return changes.get("main.py", (tmp_path / "main.py").read_text("utf-8"))

    return run
