"""Mocks of the program's own objects give something to await where the code awaits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
from unittest.mock import MagicMock

from service import Repository
from use import first, label


"""
USE = """\
from service import Repository


def first(repository: Repository):
    return repository.find(1)


def label(repository: Repository):
    return f"{repository.name()} {repository.find(1)}"


def use(db):
    repository = Repository(db)
    return first(repository), label(repository)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("mock = MagicMock()", "mock = AsyncMock()"),
        ("mock = MagicMock(find=MagicMock(return_value=3))", "mock = AsyncMock(find=AsyncMock(return_value=3))"),
        (
            "mock = MagicMock()\n    mock.find = MagicMock(return_value=3)",
            "mock = AsyncMock()\n    mock.find = AsyncMock(return_value=3)",
        ),
        (
            "mock = MagicMock()\n    mock.name.return_value = 'x'",
            "mock = MagicMock(find=AsyncMock())\n    mock.name.return_value = 'x'",
        ),
        (
            "mock = MagicMock(**{'find.return_value': 3})",
            "mock = AsyncMock(**{'find.return_value': 3})",
        ),
        (
            "mock = MagicMock(**{'find.return_value': 3, 'name.return_value': 'x'})",
            "mock = MagicMock(**{'find.return_value': 3, 'name.return_value': 'x'}, find=AsyncMock())",
        ),
        ("mock = MagicMock(**{'spec': Repository})", "mock = MagicMock(**{'spec': Repository})"),
        ("mock = MagicMock(spec=Repository)", "mock = MagicMock(spec=Repository)"),
    ],
)
def test_the_awaited_methods(tmp_path: Path, before: str, after: str) -> None:
    """A mock of which only such methods are used is an AsyncMock; one with a spec knows them by itself."""
    source = f"{HEADER}def test_first():\n    {before}\n    assert first(mock)\n    mock.find.assert_called_once()\n"
    result = migrated_test(tmp_path, source, {"use.py": USE})
    assert f"async def test_first():\n    {after}\n    assert await first(mock)\n" in result


def test_other_methods_stay_sync(tmp_path: Path) -> None:
    """Where the code under test calls a sync method, too, only the async ones are mocked so."""
    source = f"{HEADER}def test_label():\n    assert label(MagicMock())\n"
    assert "await label(MagicMock(find=AsyncMock()))" in migrated_test(tmp_path, source, {"use.py": USE})


def test_a_mock_of_something_else_stays(tmp_path: Path) -> None:
    """What nobody awaits is left."""
    source = f"{HEADER}def test_plain():\n    mock = MagicMock()\n    mock.find(2)\n    assert mock.find.called\n"
    assert "mock = MagicMock()" in migrated_test(tmp_path, source, {"use.py": USE})
