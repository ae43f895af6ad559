from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.suite import run_suite

FORGOTTEN = """
import asyncio

async def work():
    pass

def test_forgets():
    work()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without tests yet."""
    (tmp_path / "project" / "tests").mkdir(parents=True)
    (tmp_path / "project" / "shop.py").write_text("price = 3\n", "utf-8")
    return tmp_path / "project"


def test_names_of_tests(project: Path, tmp_path: Path) -> None:
    """The project's own modules are found, and its tests are reported by name."""
    (project / "tests" / "test_shop.py").write_text(
        "import shop\n\n\ndef test_price():\n    assert shop.price == 3\n", "utf-8"
    )
    suite = run_suite(project, tmp_path / "copy")
    assert suite.exit_code == 0, suite.output
    assert suite.collected == suite.passed == ["tests/test_shop.py::test_price"]


def test_forgotten_coroutine(project: Path, tmp_path: Path) -> None:
    """A coroutine that is never awaited fails the suite that made it."""
    (project / "tests" / "test_shop.py").write_text(FORGOTTEN, "utf-8")
    suite = run_suite(project, tmp_path / "copy")
    assert suite.exit_code == 1
    assert "was never awaited" in suite.output


def test_aiolift_is_not_there(project: Path, tmp_path: Path) -> None:
    """A project that imports aiolift fails: what a migration writes does not need it."""
    (project / "tests" / "test_shop.py").write_text("import aiolift\n\n\ndef test_it():\n    pass\n", "utf-8")
    assert run_suite(project, tmp_path / "copy").exit_code == 2


def test_no_tests(project: Path, tmp_path: Path) -> None:
    """A suite without tests is no success."""
    assert run_suite(project, tmp_path / "copy").exit_code == 5
