"""Libraries that open sync sessions of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate
from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
from fastapi import FastAPI
from fastapi_sqlalchemy import DBSessionMiddleware, db
from sqlalchemy import create_engine, text

app = FastAPI()
app.add_middleware(DBSessionMiddleware, db_url="sqlite:///notes.db")
other = DBSessionMiddleware(app, db_url="sqlite:///notes.db")
engine = create_engine("sqlite:///app.db")


@app.get("/")
def count():
    return db.session.execute(text("SELECT 1")).scalar()
"""


def test_marked_and_left_alone(tmp_path: Path) -> None:
    """The import is marked, and what the library is given keeps its sync URL; the program's own engine does not."""
    plan, after = plan_of(tmp_path, SOURCE)
    assert [(marker.code, marker.line) for marker in plan.markers] == [("AL916", 2)]
    assert after.count("sqlite:///notes.db") == 2
    assert 'create_async_engine("sqlite+aiosqlite:///app.db")' in after
    assert "def count():\n    return db.session.execute" in after


def test_engine_of_a_url(tmp_path: Path) -> None:
    """What makes a sync engine of a URL is marked once in a function; not where the driver's URL serves both."""
    source = """\
from sqlalchemy import create_engine, text
from sqlalchemy_utils import create_database, database_exists


def prepare(settings):
    if not database_exists(settings.url):
        create_database(settings.url)
    with create_engine(settings.url).connect() as connection:
        connection.execute(text("SELECT 1"))
"""
    (tmp_path / "app.py").write_text(source, encoding="utf-8")
    found = {
        driver: [(marker.code, marker.line) for marker in migrate(tmp_path, driver=driver).markers]
        for driver in ("asyncpg", "psycopg")
    }
    assert found == {"asyncpg": [("AL916", 6)], "psycopg": []}
