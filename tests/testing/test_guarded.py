"""``--aiolift-guard``: a guard over each test and its fixtures."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from tests.conftest import UNUSED_PLUGINS

pytest_plugins = ["pytester"]

SERVICE = """
    import time

    async def block():
        time.sleep(0.001)
"""
TESTS = """
    import asyncio
    import pytest
    import pytest_asyncio
    from service import block
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

    engine = create_async_engine("sqlite+aiosqlite:///plans.db")
    pytestmark = pytest.mark.asyncio(loop_scope="module")

    async def taken():
        session = AsyncSession(engine)
        await session.execute(text("SELECT 1"))
        return session

    @pytest_asyncio.fixture(scope="module", loop_scope="module")
    async def connection():
        session = await taken()
        yield session
        await session.close()
        await engine.dispose()

    @pytest_asyncio.fixture(loop_scope="module")
    async def session(connection):
        async with AsyncSession(engine) as session:
            yield session

    @pytest_asyncio.fixture(loop_scope="module")
    async def blocking():
        await block()

    async def test_right(session):
        await session.execute(text("SELECT 1"))

    async def test_blocks():
        await block()

    async def test_blocks_and_fails():
        await block()
        assert False

    async def test_blocks_in_setup(blocking):
        pass

    @pytest.mark.aiolift_guard(allow=["time.sleep"])
    async def test_may_block():
        await block()

    async def test_forgets_await():
        block()

    async def test_leaves_open():
        test_leaves_open.session = await taken()

    async def test_close():
        await test_leaves_open.session.close()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A suite with a test for each of its faults."""
    pytester.makeini("[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(service=dedent(SERVICE), test_plans=dedent(TESTS))
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest on it."""
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *UNUSED_PLUGINS, *arguments, timeout=60)


def test_guarded(suite: pytest.Pytester) -> None:
    """A test fails in the phase in which something was caught; another failure stays what it is, with a note."""
    result = run(suite, "--aiolift-guard", "-rA")
    result.assert_outcomes(passed=4, failed=3, errors=2)
    result.stdout.fnmatch_lines(
        [
            "- service.py:4 in block, called from test_plans.py:* in test_blocks: time.sleep blocks the event loop*",
            "E*assert False",
            "E*aiolift.guard caught 1 mistake:",
        ]
    )
    result.stdout.no_fnmatch_line("During handling of the above exception*")
    for line in (
        "ERROR test_plans.py::test_blocks_in_setup - Failed: aiolift*",
        "ERROR test_plans.py::test_leaves_open - Failed: aiolift*",
        "FAILED test_plans.py::test_blocks - Failed: aiolift*",
        "FAILED test_plans.py::test_forgets_await - Failed: aiolift*",
        "FAILED test_plans.py::test_blocks_and_fails - assert False*",
    ):
        result.stdout.fnmatch_lines([line])


def test_settings_in_the_ini_file(suite: pytest.Pytester) -> None:
    """The ini file can switch it on, and say what may pass; a name that is not known ends the run at once."""
    options = ("-o", "aiolift_guard=true", "-o", "aiolift_guard_allow=service.py\ncoroutines", "-W", "ignore")
    run(suite, *options, "-k", "blocks and not fails or forgets").assert_outcomes(passed=3, deselected=5)
    wrong = run(suite, "-o", "aiolift_guard=true", "-o", "aiolift_guard_allow=time.slep")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(["ERROR: a guard cannot allow 'time.slep'; it can allow *"])


def test_off(pytester: pytest.Pytester) -> None:
    """Without the option nothing of it is imported."""
    heavy = ("aiolift.guarding", "blockbuster", "sqlalchemy")
    code = f"import sys, aiolift.testing; print([name for name in sys.modules if name.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
