"""The table of SQLAlchemy's methods, compared with the installed classes."""

from __future__ import annotations

import inspect

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from sqlmodel import Session as SQLModelSession
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelAsyncSession

from aiolift.knowledge.database import ASYNC_NAMES, Does, does

PAIRS = [
    (Session, AsyncSession, "sqlalchemy.orm.Session"),
    (SQLModelSession, SQLModelAsyncSession, "sqlmodel.Session"),
    (Connection, AsyncConnection, "sqlalchemy.Connection"),
    (Engine, AsyncEngine, "sqlalchemy.Engine"),
]


@pytest.mark.parametrize(("sync", "asynchronous", "name"), PAIRS, ids=[name for *_, name in PAIRS])
def test_coroutines_are_awaited(sync: type, asynchronous: type, name: str) -> None:
    """What both classes have and the async one has as a coroutine is awaited; no method that stays plain is."""
    for method in dir(sync):
        other = inspect.getattr_static(asynchronous, method, None)
        if method.startswith("_") or not callable(getattr(asynchronous, method, None)):
            continue
        is_coroutine = inspect.iscoroutinefunction(inspect.unwrap(getattr(other, "__func__", other)))
        assert (does(f"{name}.{method}") is Does.AWAIT) == is_coroutine, method


@pytest.mark.parametrize("method", ["add", "add_all", "expunge", "expire", "in_transaction", "no_such_method"])
def test_what_stays(method: str) -> None:
    """A method without I/O stays as it is."""
    assert does(f"sqlalchemy.orm.Session.{method}") is None


def test_a_name_alone_says_nothing() -> None:
    """A method of another class of the same name is none of ours."""
    assert does("app.Session.commit") is None
    assert does("commit") is None


@pytest.mark.parametrize(("module", "name"), ASYNC_NAMES.values())
def test_async_names_exist(module: str, name: str) -> None:
    """What is written in the place of a sync name can be imported."""
    assert hasattr(__import__(module, fromlist=[name]), name)
