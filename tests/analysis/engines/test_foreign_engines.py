"""Engines of databases without an async driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
import os

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///app.db")
URL = "awsathena+rest://:@athena.{region}.example/default"
HOST = "reports"


"""


@pytest.mark.parametrize(
    "url",
    ["'mssql+pyodbc://reports'", "f'mssql+pyodbc://{HOST}'", "URL.format(region='eu')", "url=URL",
     "os.getenv('REPORTS', 'snowflake://reports')"],
)  # fmt: skip
def test_stays_sync(tmp_path: Path, url: str) -> None:
    """Such an engine and what runs on its connections are left alone, with a note; the other engine is not."""
    own = (
        f"reports = create_engine({url})\n\n\n"
        "def rows():\n    with reports.connect() as connection:\n"
        "        return connection.execute(text('SELECT 1')).all()\n\n\n"
    )
    plan, after = plan_of(
        tmp_path, f"{HEADER}{own}def own():\n    with engine.connect() as connection:\n        pass\n"
    )
    assert own in after
    assert 'engine = create_async_engine("sqlite+aiosqlite:///app.db")' in after
    assert not plan.markers
    assert [note.line for note in plan.notes if "stays sync" in note.what] == [11]


def test_sessions_on_it_are_marked(tmp_path: Path) -> None:
    """A session's class cannot be both: a person decides."""
    plan, _ = plan_of(tmp_path, f"{HEADER}Reports = sessionmaker(bind=create_engine(URL))\n")
    assert [(marker.code, marker.line) for marker in plan.markers] == [("AL920", 11)]


@pytest.mark.parametrize("url", ["'postgresql://db'", "os.environ['REPORTS']", "os.getenv('REPORTS')"])
def test_other_engines(tmp_path: Path, url: str) -> None:
    """An engine whose URL is known, or is not written there, becomes async."""
    _, after = plan_of(tmp_path, f"{HEADER}reports = create_engine({url})\n")
    assert after.endswith(f"reports = create_async_engine({url})\n")
