"""A constructor that takes a session runs inside of `run_sync`, however the session reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = """\
from functools import wraps
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

"""

DECORATED = """\
def numbered(init):
    @wraps(init)
    def wrapper(self, *args, **kwargs):
        session: Session = kwargs.get("session")
        self.number = session.scalar(text("SELECT 1"))
        return init(self, *args, **kwargs)
    return wrapper

class Book(Base):
    __tablename__ = "books"
    number: Mapped[int] = mapped_column(primary_key=True)

    @numbered
    def __init__(self, **_):
        pass

"""

PLAIN = """\
class Book(Base):
    __tablename__ = "books"
    number: Mapped[int] = mapped_column(primary_key=True)

    def __init__(self, session: Session | None = None):
        if session is not None:
            self.number = session.scalar(text("SELECT 1"))

"""


@pytest.mark.parametrize("book", [DECORATED, PLAIN], ids=["in its decorator", "itself"])
def test_the_session_is_seen_at_the_call(after: Callable[..., dict[str, str]], book: str) -> None:
    """The constructor's own code stays as it is; each place that builds the model gives it the sync session."""
    files = after(main=HEADER + book + "def make(session: Session):\n    return Book(session=session)\n")
    assert book in files["main"]
    assert "return await session.run_sync(lambda sync_session: Book(session=sync_session))\n" in files["main"]
    assert files[""] == ""


def test_a_function_that_hands_on_what_it_is_given_stays_sync(after: Callable[..., dict[str, str]]) -> None:
    """Its callers give the session, and they give it inside of `run_sync`."""
    code = (
        "def build(cls, **more):\n    return cls(**more)\n\n"
        "def make(session: Session):\n    return build(Book, session=session)\n"
    )
    files = after(main=HEADER + DECORATED + code)
    assert "def build(cls, **more):\n    return cls(**more)\n" in files["main"]
    assert "return await session.run_sync(lambda sync_session: build(Book, session=sync_session))\n" in files["main"]


def test_a_call_without_a_session_stays(after: Callable[..., dict[str, str]]) -> None:
    """What is given none asks the database for nothing."""
    code = "def make(session: Session):\n    session.add(Book(session=session))\n    return Book()\n"
    files = after(main=HEADER + PLAIN + code)
    assert "    return Book()\n" in files["main"]
    assert files[""] == ""


@pytest.mark.parametrize(
    "code",
    [
        "def make(session: Session):\n    data = {'session': session}\n    session.flush()\n    return Book(**data)\n",
        "def make(session: Session, other):\n    session.flush()\n    Book(session=session)\n"
        "    return Book(session=other.session)\n",
    ],
    ids=["in a dictionary", "from somewhere unknown"],
)
def test_a_session_whose_place_is_not_seen_is_marked(after: Callable[..., dict[str, str]], code: str) -> None:
    """A person decides where no sync session can be put in its place."""
    assert "AL901" in after(main=HEADER + DECORATED + code)[""]


def test_a_class_that_a_library_builds_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """Nobody sees what it would give to the constructor."""
    code = (
        "from polyfactory import register\n\nregister(Book)\n\n"
        "def make(session: Session):\n    return Book(session=session)\n"
    )
    assert "AL901" in after(main=HEADER + PLAIN + code)[""]
