"""Code that stays sync runs on the session's sync side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = """\
import re
from sqlalchemy import text
from sqlalchemy.orm import Session

def look(session: Session, name):
    return session.scalar(text("SELECT 1"))

"""


def test_the_session_runs_a_function_that_gives_a_callback(after: Callable[..., dict[str, str]]) -> None:
    """`re.sub` cannot await, so the function around it is handed to `run_sync`."""
    code = """\
def fill(session: Session, template):
    return re.sub("x", lambda match: look(session, match[0]), template)

def letter(session: Session):
    return fill(session, "x").upper()
"""
    files = after(main=HEADER + code)
    assert 'return (await session.run_sync(fill, "x")).upper()\n' in files["main"]
    assert "def look(session: Session, name):\n    return session.scalar(" in files["main"]
    assert files[""] == ""


def test_a_session_that_is_not_the_first_argument_is_named(after: Callable[..., dict[str, str]]) -> None:
    """A lambda puts the sync session where the function wants it."""
    code = """\
def fill(template, session: Session):
    return re.sub("x", lambda match: look(session, match[0]), template)

def letter(session: Session):
    return fill("x", session)
"""
    files = after(main=HEADER + code)
    assert 'return await session.run_sync(lambda sync_session: fill("x", sync_session))\n' in files["main"]


def test_what_asks_the_database_later_is_read_inside(after: Callable[..., dict[str, str]]) -> None:
    """An iterator is a list where all of it is read, else it is marked; so is a function that is called later."""
    code = """\
def fills(session: Session, templates):
    def shown(match):
        return look(session, match[0])

    return map(lambda template: re.sub("x", shown, template), templates)

def shower(session: Session):
    def shown(match):
        return look(session, match[0])

    re.sub("x", shown, "")
    return shown

def ask(session: Session):
    for text in fills(session, "x"):
        print(text)
    kept = fills(session, "x")
    return next(kept), re.sub("x", shower(session), "x")
"""
    files = after(main=HEADER + code)
    assert 'in await session.run_sync(lambda sync_session: list(fills(sync_session, "x"))):\n' in files["main"]
    assert 'kept = await session.run_sync(fills, "x")\n' in files["main"]
    assert files[""] == "AL929 AL909"


def test_a_listener_reads_the_sync_side_of_what_is_around_it(after: Callable[..., dict[str, str]]) -> None:
    """SQLAlchemy runs it inside of its greenlet, where the sync connection works."""
    code = """\
from sqlalchemy import event, text
from db import SessionLocal, engine

def watch():
    connection = engine.connect()
    session = SessionLocal(bind=connection)

    @event.listens_for(session, "after_commit")
    def again(session):
        connection.begin_nested()

    session.commit()
"""
    files = after(main=code)
    assert "        connection.sync_connection.begin_nested()\n" in files["main"]
    assert files[""] == ""
