"""Classes of tests that stand for a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class City(Base):
    __tablename__ = "cities"
    id = Column(Integer, primary_key=True)


def city(session: Session, number):
    return session.get(City, number)


def cities(session: Session):
    return session.query(City).all()
"""
TEST = """\
from service import cities, city


class Fake:
    def get(self, model, number):
        return number

    def add(self, thing):
        pass

    def {name}(self, model):
        return self


def test_city():
    assert city(Fake(), 1) == 1
"""


@pytest.mark.parametrize(("name", "markers"), [("query", ["AL922"]), ("helper", [])])
def test_methods_follow_those_of_the_session(tmp_path: Path, name: str, markers: list[str]) -> None:
    """What is awaited is async, what is not stays; a legacy query, which nobody asks any more, is marked."""
    (tmp_path / "service.py").write_text(SERVICE, encoding="utf-8")
    (tmp_path / "test_service.py").write_text(TEST.format(name=name), encoding="utf-8")
    plan = migrate(tmp_path, driver="aiosqlite")
    after = {str(change.name): change.after.decode() for change in plan.changes}["test_service.py"]
    assert "    async def get(self, model, number):\n" in after
    assert "    def add(self, thing):\n" in after
    assert "    assert await city(Fake(), 1) == 1\n" in after
    assert [marker.code for marker in plan.markers] == markers
