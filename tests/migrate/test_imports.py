"""The imports of new code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from sqlalchemy import *
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class City(Base):
    __tablename__ = "cities"
    name = Column(String, primary_key=True)


def cities(session: Session):
    return session.query(City).all()
"""


def test_no_name_stands_beside_a_star(tmp_path: Path) -> None:
    """A name from a module that is imported whole gets a statement of its own."""
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    plan = migrate(tmp_path, driver="aiosqlite")
    assert plan.markers == ()
    assert "from sqlalchemy import *\nfrom sqlalchemy import select\n" in plan.changes[0].after.decode()
