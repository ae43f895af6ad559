"""AL801: an async test or fixture that nothing runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from packaging.version import Version

from aiolift.analysis.requirements.releases import releases
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_ISOLATED = ("IsolatedAsyncioTestCase", "AsyncTestCase", "AsyncHTTPTestCase", "AioHTTPTestCase")
_KNOWN = ("pytest.", "pytest_asyncio.", "unittest.mock.", "hypothesis.", "parameterized.", "freezegun.",
          "builtins.staticmethod", "builtins.classmethod")  # fmt: skip
#: The first pytest-asyncio whose default mode is strict; older ones run the async fixtures of pytest, too:
#: https://pytest-asyncio.readthedocs.io/en/stable/reference/changelog.html
_STRICT = Version("0.19")
_RUNNING_PLUGINS = ("pytest-aiohttp", "pytest_aiohttp")


class TestThatNothingRuns(Rule):
    """pytest does not run coroutine functions by itself. In pytest-asyncio's strict mode, which is the default, an
    `async def` test needs `@pytest.mark.asyncio` and an async fixture `@pytest_asyncio.fixture`; `unittest.TestCase`
    needs to be `IsolatedAsyncioTestCase`. Otherwise the test is skipped or fails, and a fixture's value is a coroutine.
    """

    code = "AL801"
    name = "test-that-nothing-runs"
    source = "https://pytest-asyncio.readthedocs.io/en/stable/concepts.html#test-discovery-modes"
    invalid = (
        Invalid(
            {
                "test_spots.py": """
import pytest
import pytest_asyncio


@pytest.fixture
async def spot(session):
    return await session.get(object, 1)


async def test_spot(spot):
    assert spot
"""
            },
            at=("spot", "test_spot"),
        ),
        Invalid(
            {
                "test_plans.py": """
from unittest import TestCase


class PlanTest(TestCase):
    async def test_plan(self):
        assert await make_plan()
"""
            },
            at=("test_plan",),
        ),
    )
    valid = (
        Valid(
            {
                "conftest.py": """
import pytest


@pytest.fixture
async def spot(session):
    return await session.get(object, 1)
""",
                "requirements.txt": "pytest-asyncio==0.15.0\n",
            }
        ),
        Valid(
            {
                "test_spots.py": """
import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def spot(session):
    return await session.get(object, 1)


@pytest.mark.asyncio
async def test_spot(spot):
    assert spot
"""
            }
        ),
        Valid(
            {
                "tests/test_spots.py": "async def test_spot(session):\n    assert await session.get(object, 1)\n",
                "pyproject.toml": '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n',
            }
        ),
        Valid(
            {
                "tests/test_spots.py": "async def test_spot(client):\n    assert await client.get('/spots')\n",
                "tests/conftest.py": "async def test_dependency():\n    return 1\n",
                "pyproject.toml": '[tool.pytest.ini_options]\nanyio_mode = "auto"\n',
            }
        ),
        Valid(
            {
                "test_plans.py": """
from unittest import IsolatedAsyncioTestCase

import pytest


class PlanTest(IsolatedAsyncioTestCase):
    async def test_plan(self):
        assert await make_plan()


class TestSpots:
    pytestmark = pytest.mark.anyio

    async def test_spot(self):
        assert await make_spot()
"""
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the mark, the mode or the base class that runs each async test."""
        tests = subject.async_tests
        if tests.has_hooks:
            return
        for function in tests.tests():
            if function.owner is not None and any("TestCase" in name for name in function.owner.externals()):
                if not any(name.endswith(_ISOLATED) for name in function.owner.externals()):
                    yield self._found(subject, function, "unittest does not await this test")
            elif not self._runs(subject, function) and tests.mark(function) is None:
                yield self._found(subject, function, "pytest does not run this test: it is a coroutine function")
        is_old = releases(subject.others, "pytest-asyncio").before(_STRICT)
        for function in tests.fixtures() if not is_old else ():
            if not self._runs(subject, function) and not tests.uses_anyio and _is_plain(function):
                yield self._found(subject, function, "the value of this fixture is a coroutine that nobody awaits")

    def _runs(self, subject: Subject, function: Function) -> bool:
        settings = subject.async_tests.settings(function.module)
        if settings.mode != "strict" or settings.anyio_mode != "strict":
            return True
        if any(not name.startswith(_KNOWN) for name in function.decorators) or _is_wrapped(subject, function):
            return True
        return any(plugin in file.text for file in subject.others for plugin in _RUNNING_PLUGINS)

    def _found(self, subject: Subject, function: Function, message: str) -> Finding:
        if "TestCase" in "".join(function.owner.externals() if function.owner else ()):
            fix = "derive the class from `unittest.IsolatedAsyncioTestCase`"
        elif function.name.startswith("test"):
            fix = 'mark it with `@pytest.mark.asyncio`, or set `asyncio_mode = "auto"`'
        else:
            fix = "decorate it with `@pytest_asyncio.fixture`"
        return subject.named(self.code, function, message, help=fix)


def _is_wrapped(subject: Subject, function: Function) -> bool:
    """Whether a decorator of the program may run it."""
    for decorator in getattr(function.node, "decorator_list", []):
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if any(isinstance(value, FunctionValue) for value in subject.model.values(named)):
            return True
    return False


def _is_plain(function: Function) -> bool:
    """Whether `pytest.fixture` itself decorates a fixture."""
    return any(name.removesuffix("()") == "pytest.fixture" for name in function.decorators)
