"""Which tests use the connections of an application's engine."""

import pytest

from aiolift.lint.subject import Subject
from tests.program.code import model_of

APP = """
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")
maker = async_sessionmaker(engine)

async def total():
    async with maker() as session:
        return await session.scalar("SELECT 1")

async def get_db():
    async with maker() as session:
        yield session
"""
TESTS = """
import pytest
from unittest import mock
import app

@pytest.fixture(autouse=True)
async def prepared():
    yield
    AFTER

@pytest.mark.asyncioSCOPE
async def test_one():
    REPLACED
    assert await app.total()

@pytest.mark.asyncioSCOPE
async def test_two():
    async with app.engine.connect() as connection:
        await connection.scalar("SELECT 1")

@pytest.mark.asyncioSCOPE
async def test_three():
    pass
"""


def _users(scope: str = "", after: str = "pass", replaced: str = "pass") -> list[str]:
    text = TESTS.replace("SCOPE", scope).replace("AFTER", after).replace("REPLACED", replaced)
    subject = Subject(model_of({"app.py": APP, "test_app.py": text}))
    (engine,) = subject.engines
    return [test.name for test in subject.engine_tests.users(engine)]


def test_tests_that_connect_on_loops_of_their_own() -> None:
    """By its sessions or by itself; a test that does not connect is none."""
    assert _users() == ["test_one", "test_two"]


@pytest.mark.parametrize(
    ("scope", "after", "replaced"),
    [
        ('(loop_scope="session")', "pass", "pass"),
        ("", "await app.engine.dispose()", "pass"),
        ("", "pass", 'mock.patch("app.maker").start()'),
        ("", "pass", "app.api.dependency_overrides[app.get_db] = None"),
    ],
)
def test_tests_that_share_no_connection(scope: str, after: str, replaced: str) -> None:
    """One loop for all, an engine that is disposed of, and one that is replaced are right."""
    assert _users(scope, after, replaced) == []
