"""What is attached to an engine or factory is attached to its sync twin, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from functools import lru_cache

from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///app.db")
other = create_engine("sqlite:///other.db")
memory = create_engine("sqlite://")
SessionLocal = sessionmaker()
SessionLocal.configure(bind=engine)


@event.listens_for(engine, "connect")
def foreign_keys(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")


event.listen(engine, "checkout", foreign_keys)


@lru_cache
def setting():
    with SessionLocal() as session, engine.connect():
        return session.scalar(text("SELECT 1"))


def save():
    with SessionLocal() as session, engine.connect():
        session.commit()


def use_other():
    SessionLocal.configure(bind=other)


def use_memory():
    SessionLocal.configure(bind=memory)
"""


def test_twins_are_alike(tmp_path: Path) -> None:
    """A listener or a setting of the original stands once more for the twin; without a counterpart it is marked."""
    plan, code = plan_of(tmp_path, PROGRAM)
    for lines in (
        "\nSessionLocal.configure(bind=engine)\nSyncSessionLocal.configure(bind=sync_engine)\n",
        '@event.listens_for(engine.sync_engine, "connect")\n@event.listens_for(sync_engine, "connect")\ndef foreign',
        '\nevent.listen(sync_engine, "checkout", foreign_keys)\n',
        '    SyncSessionLocal.configure(bind=create_engine(other.url.set(drivername="sqlite")))\n',
    ):
        assert lines in code
    (marker,) = plan.markers
    assert marker.code == "AL922"
    assert "    # aiolift: AL922 " in code.partition("def use_memory")[2]


def test_twice_is_once(tmp_path: Path) -> None:
    """The twin's own listeners and settings do not make it one that async code reads."""
    _, code = plan_of(tmp_path, PROGRAM.partition("def use_other")[0])
    _, again = plan_of(tmp_path, code)
    assert again == code
