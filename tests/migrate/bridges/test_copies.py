"""A sync copy of what async code uses as well stands beside the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = """\
from functools import lru_cache
from sqlalchemy import text
from sqlalchemy.orm import Session
from db import SessionLocal, count

"""
DATABASE = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(bind=engine)


class Unit:
    def __init__(self):
        self.session = SessionLocal()

    def __enter__(self):
        return self.session

    def __exit__(self, *error):
        self.session.close()

    def total(self):
        return self.session.scalar(text("SELECT 2"))


def count():
    with Unit() as session:
        return session.scalar(text("SELECT 1"))
"""
CACHED = """\
from functools import lru_cache
from sqlalchemy import text

@lru_cache
def label():
    from shop import Unit

    with Unit() as session:
        return session.scalar(text("SELECT 2"))
"""


def test_a_class_that_both_enter_has_a_sync_copy(after: Callable[..., dict[str, str]]) -> None:
    """The copy opens sessions of the sync twin, without the methods that no sync code calls."""
    files = after(main=CACHED, db=DATABASE, shop="from db import Unit, count\n")
    copy = files["db"].partition("# for code that cannot await\nclass SyncUnit:")[2].partition("async def count")[0]
    assert "self.session = SyncSessionLocal()\n" in copy
    assert "    def __exit__(self, *error):\n        self.session.close()\n" in copy
    assert "total" not in copy
    assert "    async def __aenter__(self):\n" in files["db"]
    assert files[""] == ""


def test_a_copy_is_imported_along_the_way_of_the_original(after: Callable[..., dict[str, str]]) -> None:
    """A module that hands the original on hands on the copy; an import inside of a function is changed there."""
    files = after(main=CACHED, db=DATABASE, shop="from db import Unit, count\n")
    assert files["shop"] == "from db import SyncUnit, Unit, count\n"
    assert "    from shop import SyncUnit\n\n    with SyncUnit() as session:\n" in files["main"]


def test_a_factory_function_that_both_call_has_a_sync_copy(after: Callable[..., dict[str, str]]) -> None:
    """Each side gets its sessions from its own."""
    code = (
        "def open_session():\n    return SessionLocal()\n\n@lru_cache\ndef cached():\n"
        "    with open_session() as session:\n        return session.scalar(text('SELECT 1'))\n"
        "def other():\n    with open_session() as session:\n        return session.scalar(text('SELECT 1'))\n"
    )
    files = after(main=HEADER + code)
    assert "def open_session_sync():\n    return SyncSessionLocal()\n" in files["main"]
    assert "    with open_session_sync() as session:\n        return session.scalar(" in files["main"]
    assert "    async with open_session() as session:\n        return await session.scalar(" in files["main"]
    assert files[""] == ""


def test_a_helper_that_async_code_calls_more_often_has_a_sync_copy(after: Callable[..., dict[str, str]]) -> None:
    """One sync caller is no reason for `run_sync` in all the others."""
    code = (
        "def look(session: Session):\n    return session.scalar(text('SELECT 1'))\n\n@lru_cache\ndef cached():\n"
        "    with SessionLocal() as session:\n        return look(session)\n\n"
        "def one(session: Session):\n    return look(session)\n\ndef two(session: Session):\n    return look(session)\n"
    )
    files = after(main=HEADER + code)
    assert "def look_sync(session: Session):\n    return session.scalar(" in files["main"]
    assert "        return look_sync(session)\n" in files["main"]
    assert files["main"].count("    return await look(session)\n") == 2
    assert files[""] == ""


@pytest.mark.parametrize("file", ["main", "db", "shop"])
def test_migrating_again_changes_nothing(after: Callable[..., dict[str, str]], file: str) -> None:
    """A copy is used by sync code only, so it stays as it is."""
    files = after(main=CACHED, db=DATABASE, shop="from db import Unit, count\n")
    again = after(main=files["main"], db=files["db"], shop=files["shop"])
    assert again[file] == files[file]


def test_a_name_that_each_branch_assigns_has_a_twin_in_each(after: Callable[..., dict[str, str]]) -> None:
    """An engine of an `if` has its twin in the same branch."""
    database = DATABASE.replace(
        'engine = create_engine("sqlite:///app.db")\n',
        'URL = "sqlite:///app.db"\nif "memory" in URL:\n    engine = create_engine(URL, echo=True)\n'
        "else:\n    engine = create_engine(URL)\n",
    )
    files = after(main=CACHED, db=database, shop="from db import Unit, count\n")
    assert files["db"].count("    sync_engine = create_engine(engine.url.set(") == 2
    assert "SyncSessionLocal = sessionmaker(bind=sync_engine)\n" in files["db"]


def test_code_with_sync_sessions_of_its_own_uses_copies(after: Callable[..., dict[str, str]]) -> None:
    """However many handlers of a sync library call a function, async code awaits the original."""
    handlers = "".join(
        f"@bot.message_handler()\ndef handle{n}(message):\n"
        "    with SessionLocal() as session:\n        look(session)\n\n"
        for n in range(3)
    )
    files = after(
        main=f"""\
import telebot
from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.orm import Session
from db import SessionLocal

bot = telebot.TeleBot("t")

def look(session: Session):
    return session.scalar(text("SELECT 1"))

def endpoint(session: Session):
    session.commit()
    return look(session)

{handlers}"""
    )
    assert files[""] == ""
    assert "    return await look(session)" in files["main"]
    assert "    with SyncSessionLocal() as session:\n        look_sync(session)" in files["main"]


def test_a_query_that_both_sides_extend_is_made_twice(after: Callable[..., dict[str, str]]) -> None:
    """Async code makes a statement of the Query, which the sync copy could not run."""
    files = after(
        main="""\
import signal
from sqlalchemy import Column, Integer
from sqlalchemy.orm import Session, declarative_base
from db import SessionLocal

Base = declarative_base()

class Spot(Base):
    __tablename__ = "spots"
    id = Column(Integer, primary_key=True)

def spots(session: Session):
    return session.query(Spot)

def one(session: Session, number: int):
    return spots(session).filter(Spot.id == number).first()

def stop(number, frame):
    with SessionLocal() as session:
        one(session, 1)

signal.signal(15, stop)

def endpoint(session: Session):
    session.commit()
    return one(session, 2), spots(session).count()
"""
    )
    assert files[""] == ""
    assert "    return spots_sync(session).filter(Spot.id == number).first()" in files["main"]
    assert "def spots_sync(session: Session):\n    return session.query(Spot)\n" in files["main"]
    assert "    return select(Spot)\n" in files["main"]
