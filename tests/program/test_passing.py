"""Which arguments arrive where, through the wrappers of decorators and through partials."""

from __future__ import annotations

import pytest

from tests.program.test_binding import kinds

_DECORATORS = """
from functools import partial, wraps
from sqlalchemy.orm import Session

def with_session(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        with Session() as opened:
            return function(opened, *args, **kwargs)
    return wrapper

def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def in_session(method):
    @wraps(method)
    def wrapper(self, *args):
        return method(self, Session(), *args)
    return wrapper

def named(function):
    @wraps(function)
    def wrapper(only):
        return function(Session(), only)
    return wrapper
"""


@pytest.mark.parametrize(
    "decorators", ["@with_session", "@logged\n@with_session", "@with_session\n@logged", "@named", "@logged\n@named"]
)
def test_a_wrapper_passes_its_arguments_behind_its_own(decorators: str) -> None:
    """What a caller gives first is the second argument of a function that a wrapper gives a session before it."""
    code = f"{_DECORATORS}\n{decorators}\ndef rename(db, name):\n    return db, name\n\nrename('Kim')\n"
    assert kinds(code, "db") == {"sqlalchemy.orm.Session"}
    assert kinds(code, "name") == {"builtins.str"}


def test_a_wrapper_of_a_method_passes_self_by_name() -> None:
    """The caller's first argument stands behind self and the session."""
    code = f"{_DECORATORS}\nclass Names:\n    @in_session\n    def set(self, db, name):\n        return db, name\n\n"
    code += "Names().set('Kim')\n"
    assert kinds(code, "db") == {"sqlalchemy.orm.Session"}
    assert kinds(code, "name") == {"builtins.str"}


def test_a_partial_binds_its_first_arguments() -> None:
    """What a partial is called with stands behind what it was made with, a partial of a partial's likewise."""
    code = f"{_DECORATORS}\ndef label(db, size, name, form):\n    return db, size, name, form\n\n"
    code += "make = partial(partial(label, Session(), form=b''), 1)\nmake('Kim')\n"
    found = {name: kinds(code, name) for name in ("db", "size", "name", "form")}
    assert found == {
        "db": {"sqlalchemy.orm.Session"},
        "size": {"builtins.int"},
        "name": {"builtins.str"},
        "form": {"builtins.bytes"},
    }


def test_what_follows_a_star_has_no_place() -> None:
    """Arguments before a star are bound, those behind it are not guessed."""
    code = "from sqlalchemy.orm import Session\ndef f(db, a, b):\n    return db, a, b\n\nf(Session(), *rest, 1)\n"
    assert kinds(code, "db") == {"sqlalchemy.orm.Session"}
    assert kinds(code, "a") == kinds(code, "b") == set()


def test_a_method_of_a_base_gives_objects_of_the_class_it_is_called_on() -> None:
    """`Post.make()` gives a post and `Post.some()` posts, where a base of many classes defines both."""
    code = """
from sqlalchemy import String

class Base:
    @classmethod
    def make(cls):
        return cls()

    @classmethod
    def some(cls):
        return tuple([cls()])

class Post(Base):
    title = String()

class Tag(Base):
    title = 1

made = Post.make()
made.title
"""
    assert kinds(code, "made.title") == {"sqlalchemy.String"}


def test_self_is_the_class_that_is_called_on() -> None:
    """What a method annotated with Self gives is of the heir, though super() made it."""
    code = """
from typing import Self
from sqlalchemy import String

class Base:
    def __enter__(self) -> Self:
        return self

class Work(Base):
    title = String()

    def __enter__(self) -> Self:
        return super().__enter__()

with Work() as work:
    work.title
"""
    assert kinds(code, "work.title") == {"sqlalchemy.String"}
