"""What takes the place of an engine takes the place of its sync twin, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.markers import MARKERS
from aiolift.migrate.run import migrate
from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = """\
import logging

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

import service
from service import engine

SessionLocal = sessionmaker(bind=service.engine)


class Handler(logging.Handler):
    def emit(self, record):
        with Session(engine) as db, SessionLocal() as other:
            db.execute(text("SELECT 1"))
            other.execute(text("SELECT 1"))


    def flush(self):
        with opened() as db:
            db.execute(text("SELECT 1"))


def opened():
    return Session(engine)


def bind(url):
    global engine
    engine = create_engine(url, pool_size=3)
"""
TESTS = """\
from unittest.mock import MagicMock, patch

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

import handler
import service
from service import engine as real

other = create_engine("sqlite:///other.db", pool_size=2, echo=True)
memory = create_engine("sqlite://", poolclass=StaticPool)
TestingSession = sessionmaker(autoflush=False, bind=other)


@pytest.fixture
def factory(tmp_path):
    own = create_engine(f"sqlite:///{tmp_path}/own.db")
    return sessionmaker(own)


@pytest.fixture
def unused(monkeypatch):
    monkeypatch.setattr(service, "engine", other)


@patch("handler.engine", other)
def test_forms(monkeypatch, factory):
    monkeypatch.setattr("handler.engine", None)
    monkeypatch.setattr(handler, "engine", real)
    with patch.object(handler, "engine", other) as one:
        pass
    with patch.multiple("handler", engine=other):
        pass
    monkeypatch.setattr(handler, "SessionLocal", TestingSession)
    monkeypatch.setattr(handler, "SessionLocal", factory)
    saved, one = handler.engine, 1
    handler.engine = create_engine("sqlite:///third.db")
    handler.engine, later = saved, None
    with monkeypatch.context() as patches:
        patches.setattr("handler.engine", None)


@patch("handler.Session")
def test_given(session, monkeypatch):
    session.return_value.__enter__.return_value = None
    monkeypatch.setattr(handler, "opened", lambda: Session(other))
    handler.Handler().emit(None)


def test_unknown(monkeypatch):
    patch("handler.opened", return_value=Session(memory))
    handler.engine = memory
    setattr(handler, "engine", MagicMock())
"""


def test_forms(tmp_path: Path) -> None:
    """Each line that binds the original stands once more for the twin; without a sync counterpart it is marked."""
    after = migrated_test(tmp_path, TESTS, {"handler.py": HANDLER})
    made = 'create_engine(other.url.set(drivername="sqlite"), echo=True, poolclass=NullPool)'
    own = 'create_engine(factory.kw["bind"].url.set(drivername="sqlite"), poolclass=NullPool)'
    for lines in (
        f'@patch("handler.engine", other)\n@patch("handler.sync_engine", {made})\n',
        '    monkeypatch.setattr("handler.engine", None)\n    monkeypatch.setattr("handler.sync_engine", None)\n',
        f'patch.object(handler, "engine", other) as one, patch.object(handler, "sync_engine", {made}):\n',
        f'patch.multiple("handler", engine=other, sync_engine={made}):\n',
        f'    monkeypatch.setattr(handler, "SessionLocal", sessionmaker({made}, autoflush=False))\n',
        f'    monkeypatch.setattr(handler, "SessionLocal", sessionmaker({own}))\n',
        "    saved, one = handler.engine, 1\n    sync_saved = handler.sync_engine\n",
        '    handler.sync_engine = create_engine("sqlite:///third.db", poolclass=NullPool)\n',
        "    handler.engine, later = saved, None\n    handler.sync_engine = sync_saved\n",
        '    monkeypatch.setattr(handler, "sync_engine", sync_engine)\n',
        '        patches.setattr("handler.sync_engine", None)\n',
        '@patch("handler.Session")\n',
        "    session.return_value.__enter__.return_value = None\n",
        f'    monkeypatch.setattr(handler, "opened", lambda: Session({made}))\n',
        f'    {MARKERS["AL922"].comment()}\n    patch("handler.opened", ',
        'def unused(monkeypatch):\n    monkeypatch.setattr(service, "engine", other)\n\n',
        f"    {MARKERS['AL922'].comment()}\n    handler.engine = memory\n",
        f'    {MARKERS["AL922"].comment()}\n    setattr(handler, "engine", MagicMock())\n',
    ):
        assert lines in after
    assert after.count("AL922") == 3


def test_the_program_itself(tmp_path: Path) -> None:
    """A function that makes the engine anew makes the twin anew, with all of its options."""
    migrated_test(tmp_path, TESTS, {"handler.py": HANDLER})
    (change,) = (change for change in migrate(tmp_path, driver="aiosqlite").changes if change.name.name == "handler.py")
    assert """\
    global engine, sync_engine
    engine = create_async_engine(url, pool_size=3)
    sync_engine = create_engine(engine.url.set(drivername="sqlite"), pool_size=3)
""" in change.after.decode()
