"""What the arguments of a call are inside of the function that is called."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def kinds(code: str, expression: str) -> set[str]:
    """Return the external classes that an expression of a module can be an instance of."""
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), dedent(code))]))
    (module,) = model.program.modules
    node = next(
        node for node in module.parents if isinstance(node, ast.expr) and module.segment(node).strip() == expression
    )
    return model.kinds(node)


WRAPPED = """
import functools
from sqlalchemy.orm import Session, sessionmaker

def begin_session(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with args[0].factory.begin() as opened:
            kwargs["session"] = opened
            return func(*args, **kwargs)
    return wrapper

class Repository:
    def __init__(self):
        self.factory = sessionmaker()

    @begin_session
    def get(self, id: int, session: Session = None):
        return session.get(object, id)

Repository().get(1)
"""


def test_first_of_the_arguments_of_a_wrapped_method_is_its_self() -> None:
    """`args[0]` in the wrapper around a method is the instance that the method is called on."""
    assert kinds(WRAPPED, "args[0].factory") == {"sqlalchemy.orm.sessionmaker"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("rest[0]", "sqlalchemy.orm.Session"), ("rest[1]", "sqlalchemy.Engine")],
)
def test_arguments_behind_a_star_are_told_apart(expression: str, expected: str) -> None:
    """Each position of `*rest` holds what calls give at that position."""
    code = """
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    def run(name, *rest):
        print(rest[0], rest[1])

    run("a", Session(), create_engine("sqlite://"))
    """
    assert kinds(code, expression) == {expected}


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("", {"sqlalchemy.orm.Session"}),
        ("store(AsyncSession())", {"sqlalchemy.ext.asyncio.AsyncSession"}),
        ("store(Session())", {"sqlalchemy.orm.Session"}),
        ("store(AsyncSession()); store(unknown)", {"sqlalchemy.ext.asyncio.AsyncSession"}),
        (
            "store(AsyncSession()); AsyncSession().run_sync(store)",
            {"sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.orm.Session"},
        ),
    ],
)
def test_annotation_of_a_sync_session_gives_way_where_all_callers_give_an_async_one(
    calls: str, expected: set[str]
) -> None:
    """What is passed is believed before an annotation that no known caller keeps to."""
    code = f"""
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    async def store(db: Session):
        hand_on(db)

    def hand_on(given: Session):
        print(given)

    {calls}
    """
    assert kinds(code, "db") == expected
    assert kinds(code, "given") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("AsyncSession", "sqlalchemy.ext.asyncio.AsyncSession"), ("Session", "sqlalchemy.orm.Session")],
)
def test_outdated_alias_of_a_dependency_gives_way_to_what_is_provided(given: str, expected: str) -> None:
    """`Annotated[Session, Depends(get_db)]` is what `get_db` yields, where that is an async session."""
    code = f"""
    from typing import Annotated
    from fastapi import Depends
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    def get_db():
        with {given}() as opened:
            yield opened

    Given = Annotated[Session, Depends(get_db)]

    async def endpoint(db: Given):
        print(db)

    async def other(again: Session = Depends(get_db)):
        print(again)
    """
    assert kinds(code, "db") == kinds(code, "again") == {expected}
