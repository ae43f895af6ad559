"""Notes on what asyncpg refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import uuid

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Session

engine = create_engine("postgresql+psycopg2://root@db/app")


class Base(DeclarativeBase):
    pass


class Trip(Base):
    __tablename__ = "trip"
    id = Column(Integer, primary_key=True)
    code = Column(String, default=uuid.uuid4)


def save():
    with Session(engine) as session:
        session.add(Trip())
        session.commit()
"""


@pytest.mark.parametrize(("driver", "noted"), [("asyncpg", True), ("psycopg", False)])
def test_a_column_that_asyncpg_refuses(tmp_path: Path, driver: str, noted: bool) -> None:
    """The note names the column and the other driver, which takes the value and needs no note."""
    (tmp_path / "requirements.txt").write_text("sqlalchemy>=2\npsycopg2\n", encoding="utf-8")
    (tmp_path / "service.py").write_text(PROGRAM, encoding="utf-8")
    notes = [note for note in migrate(tmp_path, driver=driver).notes if "may refuse" in note.what]
    assert [(note.line, "code (str; uuid.uuid4 gives UUID)" in note.what) for note in notes] == [(13, True)] * noted
    assert all("--driver psycopg" in note.what for note in notes)
