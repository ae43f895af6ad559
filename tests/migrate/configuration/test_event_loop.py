"""pytest-asyncio in a version that fits pytest, told to use one event loop."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from aiolift.migrate.configuration import event_loop
from aiolift.migrate.configuration.event_loop import CONFTEST, OPTIONS, admits, fitting


@pytest.mark.parametrize(
    ("pytest_", "required", "found"),
    [
        ("", None, ">=0.26"),
        (">=7", None, ">=0.26"),
        ("==8.3.4", None, ">=0.26"),
        ("==9.2.0", None, ">=1.3"),
        (">=9", None, ">=1.3"),
        ("==8.3.4", "==1.2.0", "==1.2.0"),
        ("==8.3.4", "", ">=0.26"),
        ("==8.3.4", ">=0.21", ">=0.26"),
        ("==8.3.4", ">=0.21,<2", ">=0.26,<2"),
        ("==8.3.4", "==0.23.8", ">=0.26"),
        ("==9.0.0", "==1.2.0", ">=1.3"),
    ],
)
def test_options(pytest_: str, required: str | None, found: str) -> None:
    """From pytest 8.2 on, options set the loop's scope; what is required is raised only where it does not fit."""
    loop = fitting(SpecifierSet(pytest_), None if required is None else SpecifierSet(required))
    assert loop.specifier == SpecifierSet(found)
    assert loop.options == OPTIONS
    assert loop.conftest == ""


@pytest.mark.parametrize(
    ("pytest_", "required", "found"),
    [
        ("==7.4.4", None, ">=0.21.2,<0.22"),
        ("<8", None, ">=0.21.2,<0.22"),
        ("==8.1.1", None, ">=0.21.2,<0.22"),
        ("==6.2.5", None, ">=0.20.3,<0.21"),
        ("==7.4.4", "==0.21.1", "==0.21.1"),
        ("==7.4.4", "==0.20.3", "==0.20.3"),
        ("==7.4.4", ">=0.21", ">=0.21,<0.23"),
        ("==7.4.4", "==0.23.8", ">=0.21.2,<0.22"),
        ("==7.4.4", "==0.16.0", ">=0.21.2,<0.22"),
        ("==7.4.4,==8.3", None, ">=0.20.3,<0.21"),
    ],
)
def test_fixture(pytest_: str, required: str | None, found: str) -> None:
    """Before pytest 8.2 the fixture is overridden, in a release where fixtures and tests share it."""
    loop = fitting(SpecifierSet(pytest_), None if required is None else SpecifierSet(required))
    assert loop.specifier == SpecifierSet(found)
    assert loop.options == {"asyncio_mode": "auto"}
    assert loop.conftest == CONFTEST


_versions = st.sampled_from(
    ["0.17", "0.20.3", "0.21.2", "0.23.8", "0.24", "0.26", "1.0", "1.3", "6.2.5", "7.0", "8.2", "9"]
)
_specifiers = st.lists(st.tuples(st.sampled_from(["==", ">=", "<", "!=", ">", "<=", "~="]), _versions), max_size=2).map(
    lambda parts: SpecifierSet(",".join(f"{op}{v if op != '~=' or '.' in v else v + '.0'}" for op, v in parts))
)


@given(_specifiers, st.none() | _specifiers)
def test_a_second_time_changes_nothing(pytest_: SpecifierSet, required: SpecifierSet | None) -> None:
    """What was decided is kept when it is read again."""
    once = fitting(pytest_, required)
    assert fitting(pytest_, once.specifier) == once


@given(_specifiers, _versions.map(Version))
def test_admits(specifier: SpecifierSet, lowest: Version) -> None:
    """A version that fits is found wherever the versions between the limits are looked through one by one."""
    steps = [Version(f"{major}.{minor}.{patch}") for major in range(11) for minor in range(28) for patch in (0, 3, 9)]
    if any(step >= lowest and step in specifier for step in steps):
        assert admits(specifier, lowest)


def test_options_work(tmp_path: Path) -> None:
    """With the options, the installed pytest-asyncio runs all fixtures and tests on one loop, and warns of nothing."""
    assert Version(version("pytest-asyncio")) in fitting(SpecifierSet(f"=={version('pytest')}")).specifier
    lines = "\n".join(f"{key} = {value}" for key, value in OPTIONS.items())
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\naddopts = --strict-config\n{lines}\n")
    (tmp_path / "test_loop.py").write_text(
        "import asyncio, pytest\n"
        "@pytest.fixture(scope='session')\nasync def engine():\n    yield asyncio.get_running_loop()\n"
        "@pytest.fixture\nasync def session(engine):\n"
        "    assert asyncio.get_running_loop() is engine\n    return engine\n"
        "async def test_a(session):\n    assert asyncio.get_running_loop() is session\n"
        "class TestB:\n    async def test_b(self, session):\n        assert asyncio.get_running_loop() is session\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:aiolift", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_conftest_is_python() -> None:
    """The overridden fixture is valid Python on its own."""
    compile(event_loop.CONFTEST, "conftest.py", "exec")
