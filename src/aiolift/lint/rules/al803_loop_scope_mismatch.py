"""AL803: a fixture on another event loop than the tests that use it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import keeps_no_connection
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE
from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import fixture_for, is_fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

#: What of an engine belongs to no event loop.
_SETTINGS = {"url", "dialect", "name", "driver", "echo"}
_BOUND = ASYNC_SESSIONS | {ASYNC_ENGINE, ASYNC_CONNECTION}


class LoopScopeMismatch(Rule):
    """pytest-asyncio gives each test an event loop of its own, unless it is told otherwise. An engine, connection or
    session that an async fixture of scope `session` has opened belongs to the session's loop, and fails in a test:
    `got Future attached to a different loop`. Give fixture and tests one `loop_scope`, or set
    `asyncio_default_fixture_loop_scope` and `asyncio_default_test_loop_scope` to the same.
    """

    code = "AL803"
    name = "loop-scope-mismatch"
    source = "https://pytest-asyncio.readthedocs.io/en/stable/how-to-guides/change_default_fixture_loop.html"
    invalid = (
        Invalid(
            {
                "tests/conftest.py": """
import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine


@pytest_asyncio.fixture(scope="session")
async def engine():
    engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
    yield engine
    await engine.dispose()
""",
                "tests/test_spots.py": """
import pytest


@pytest.mark.asyncio
async def test_spots(engine):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
""",
            },
            at=("engine",),
        ),
    )
    valid = (
        Valid(
            {
                "tests/conftest.py": """
import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def unpooled():
    return create_async_engine("mysql+asyncmy://root@127.0.0.1/test", poolclass=NullPool)


@pytest_asyncio.fixture(scope="session")
async def engine():
    engine = unpooled()
    yield engine
    await engine.dispose()
""",
                "tests/test_spots.py": """
import pytest


@pytest.mark.asyncio
async def test_spots(engine):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
""",
            }
        ),
        Valid(
            {
                "tests/conftest.py": """
import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine


@pytest_asyncio.fixture(scope="session")
async def migrated():
    engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE spot (id INT)")
    await engine.dispose()
    return engine


@pytest_asyncio.fixture
async def engine(migrated):
    engine = create_async_engine(migrated.url.set(database="copy"))
    yield engine
    await engine.dispose()
""",
                "tests/test_spots.py": """
import pytest


@pytest.mark.asyncio
async def test_spots(engine):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
""",
            }
        ),
        Valid(
            {
                "tests/conftest.py": """
import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine():
    engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
    yield engine
    await engine.dispose()
""",
                "tests/test_spots.py": """
import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_spots(engine):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
""",
            }
        ),
        Valid(
            {
                "tests/conftest.py": """
import pytest
from sqlalchemy.ext.asyncio import create_async_engine


@pytest.fixture(scope="session")
async def engine():
    engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def url():
    return "mysql+asyncmy://root@127.0.0.1/test"
""",
                "tests/test_spots.py": """
async def test_spots(engine, url):
    async with engine.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
""",
                "pytest.ini": """[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = session
asyncio_default_test_loop_scope = session
""",
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the loop of each async fixture with the loops of those that ask for it."""
        tests = subject.async_tests
        if tests.has_hooks or tests.uses_anyio or _own_loop(subject):
            return
        fixtures = {function for function in tests.fixtures() if self._is_bound(subject, function)}
        users: dict[Function, list[Function]] = {}
        for function in (*tests.tests(), *tests.fixtures()):
            for parameter in function.parameters:
                found = fixture_for(subject.model.program, function, parameter.arg)
                if found in fixtures and not _reads_settings(function, parameter.arg):
                    users.setdefault(found, []).append(function)
        for fixture, asking in users.items():
            own = tests.loop_scope(fixture)
            other = next((one for one in asking if tests.loop_scope(one) != own), None)
            if other is not None:
                what = "fixture" if is_fixture(other) else "test"
                yield subject.named(
                    self.code,
                    fixture,
                    f"this fixture runs on the event loop of its {own}, and the {what} `{other.name}` on that of its "
                    f"{tests.loop_scope(other)}",
                    help="give both the same `loop_scope`",
                )

    def _is_bound(self, subject: Subject, fixture: Function) -> bool:
        if keeps_no_connection(subject.model, subject.engines, fixture):
            return False
        given = subject.model.flow.returned(fixture, None)
        parts = list(given)
        for value in given:
            for part in getattr(value, "of", ()):
                parts += part if isinstance(part, frozenset) else ()
        return any(getattr(value, "cls", None) in _BOUND for value in parts)


def _reads_settings(function: Function, name: str) -> bool:
    """Whether a function reads of what a fixture gives only what belongs to no loop: `engine.url`."""
    nodes = list(ast.walk(function.node))
    plain = {node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr in _SETTINGS}
    reads = [node for node in nodes if isinstance(node, ast.Name) and node.id == name]
    return bool(reads) and plain.issuperset(reads)


def _own_loop(subject: Subject) -> bool:
    """Whether the program overrides pytest-asyncio's fixture, as was right before 0.23."""
    return "event_loop" in subject.model.program.fixtures
