"""Attributes that the async objects lack go through the sync object; those that they have stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import body_of, plan_of

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    'connection = db.connection()\nconnection.name = "one"': (
        'connection = await db.connection()\nconnection.sync_connection.name = "one"'
    ),
    "print(db.connection().closed)": "print((await db.connection()).closed)",
    "db.current_user = 1\ndb.commit()": "db.current_user = 1\nawait db.commit()",
    "print(db.get_bind().dialect.name)\ndb.commit()": "print(db.bind.dialect.name)\nawait db.commit()",
    "print(db.get_bind().logging_name)\ndb.commit()": "print(db.bind.sync_engine.logging_name)\nawait db.commit()",
}


@pytest.mark.parametrize("before", CASES)
def test_attributes(before: str, tmp_path: Path) -> None:
    """Only what the async class cannot give or take is asked of the sync object."""
    assert body_of(tmp_path, before) == CASES[before]


def test_own_get_bind(tmp_path: Path) -> None:
    """A session class that chooses its engine is marked: SQLAlchemy asks the sync session, and never the async one."""
    plan, _ = plan_of(tmp_path, ROUTING)
    assert [(marker.code, marker.line) for marker in plan.markers] == [("AL913", 9)]
    assert "sync_session_class=Routing" in plan.markers[0].suggestion


ROUTING = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

reader = create_engine("sqlite:///reader.db")
writer = create_engine("sqlite:///writer.db")


class Routing(Session):
    def get_bind(self, mapper=None, **options):
        return writer if self._flushing else reader


maker = sessionmaker(class_=Routing)


def ping():
    with maker() as session:
        session.connection()
"""
