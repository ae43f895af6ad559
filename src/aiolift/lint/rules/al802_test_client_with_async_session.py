"""AL802: a TestClient beside an async session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import UNPOOLED, keeps_no_connection, pool_class
from aiolift.analysis.testing.test_clients import CLIENT, made_clients
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import fixture_for, is_fixture, is_test, is_test_module

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_BOUND = ASYNC_SESSIONS | {ASYNC_ENGINE, ASYNC_CONNECTION}


class TestClientWithAsyncSession(Rule):
    """Starlette's TestClient runs the application on an event loop of its own, in a thread. A session, connection or
    engine that a fixture has opened on the test's loop cannot be used there: `got Future attached to a different
    loop`, or a test that hangs. httpx's AsyncClient with `ASGITransport(app)` runs the application on the test's loop.
    """

    code = "AL802"
    name = "test-client-with-async-session"
    source = "https://fastapi.tiangolo.com/advanced/async-tests/"
    invalid = (
        Invalid(
            {
                "tests/test_spots.py": """
import pytest_asyncio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()


@pytest_asyncio.fixture
async def session():
    async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
        yield session


@pytest_asyncio.fixture
async def client(session):
    app.dependency_overrides[get_session] = lambda: session
    yield TestClient(app)
"""
            },
            at=("TestClient(app)",),
        ),
    )
    valid = (
        Valid(
            {
                "tests/test_spots.py": """
import pytest_asyncio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

app = FastAPI()
other = create_async_engine("mysql+asyncmy://root@127.0.0.1/other")


@pytest_asyncio.fixture
async def engine():
    yield create_async_engine("mysql+asyncmy://root@127.0.0.1/test", poolclass=NullPool)


def test_spots(engine):
    app.state.engine = engine
    assert TestClient(app).get("/spots").json() == []
"""
            }
        ),
        Valid(
            {
                "tests/test_spots.py": """
import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()


@pytest_asyncio.fixture
async def session():
    async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
        yield session


@pytest_asyncio.fixture
async def client(session):
    app.dependency_overrides[get_session] = lambda: session
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
def websocket_client():
    return TestClient(app)
"""
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the fixtures and tests that make a client, or are given one, beside what is bound to their loop."""
        reported: set[ast.AST] = set()
        users = [one for one in subject.model.program.functions if _is_of_test(one) and self._has_bound(subject, one)]
        for site in subject.model.sites:
            if CLIENT in site.externals and site.function is not None and site.function in users:
                reported.add(site.node)
                yield self._finding(subject, site.function, site.node)
        for function in users:
            client = self._given(subject, function, reported)
            if client is not None:
                yield self._finding(subject, function, client)

    def _finding(self, subject: Subject, function: Function, node: ast.AST) -> Finding:
        return subject.finding(
            self.code,
            function.module,
            node,
            "this client runs the application on a loop of its own, beside a session of the test's loop",
            help="use `httpx.AsyncClient(transport=ASGITransport(app), base_url=…)`",
        )

    def _has_bound(self, subject: Subject, function: Function) -> bool:
        """Whether a function is given, or reads from around it, what belongs to the event loop of a test."""
        parameters = [
            one for one in function.parameters if one.arg not in {"self", "cls"} and _keeps(subject, function, one)
        ]
        kinds = frozenset().union(*(subject.model.kinds(one) for one in parameters)) & _BOUND
        return bool(kinds - {ASYNC_ENGINE}) or (bool(kinds) and not self._unpooled(subject))

    def _unpooled(self, subject: Subject) -> bool:
        """Whether the tests' own engines keep no connection, so that each loop opens its own."""
        made = [engine for engine in subject.engines if engine.is_async and is_test_module(engine.module)]
        return bool(made) and all(pool_class(subject.model, engine) in UNPOOLED for engine in made)

    def _given(self, subject: Subject, function: Function, reported: set[ast.AST]) -> ast.arg | None:
        for parameter in function.parameters:
            made = made_clients(subject.model, parameter)
            if made and not made & reported:
                return parameter
        return None


def _keeps(subject: Subject, function: Function, parameter: ast.arg) -> bool:
    """Whether what a parameter is given may keep a connection of the test's loop."""
    fixture = fixture_for(subject.model.program, function, parameter.arg)
    return fixture is None or not keeps_no_connection(subject.model, subject.engines, fixture)


def _is_of_test(function: Function) -> bool:
    return is_test_module(function.module) and (is_test(function) or is_fixture(function))
