"""What tests put in the place of functions that became async."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
from unittest.mock import MagicMock, patch

import service
from service import Repository


"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'monkeypatch.setattr(service, "find", lambda db, n: 7)',
            'monkeypatch.setattr(service, "find", AsyncMock(return_value=7))',
        ),
        (
            'monkeypatch.setattr("service.find", lambda db, n: n + 1)',
            'async def fake_find(db, n):\n        return n + 1\n\n    monkeypatch.setattr("service.find", fake_find)',
        ),
        (
            'monkeypatch.setattr(Repository, "find", lambda self, n: 7)',
            'async def fake_find(self, n):\n        return 7\n\n    monkeypatch.setattr(Repository, "find", fake_find)',
        ),
        (
            'fake = MagicMock(return_value=7)\n    monkeypatch.setattr("service.find", fake)',
            'fake = AsyncMock(return_value=7)\n    monkeypatch.setattr("service.find", fake)',
        ),
        (
            'patch("service.find", new_callable=MagicMock).start()',
            'patch("service.find", new_callable=AsyncMock).start()',
        ),
        (
            'patch.object(Repository, "find", new=MagicMock()).start()',
            'patch.object(Repository, "find", new=AsyncMock()).start()',
        ),
    ],
)
def test_fake_becomes_async(tmp_path: Path, before: str, after: str) -> None:
    """A lambda or a mock in the place of an async function gives something that can be awaited."""
    source = f"{HEADER}def test_find(monkeypatch):\n    {before}\n    service.items(None)\n"
    assert f"async def test_find(monkeypatch):\n    {after}\n" in migrated_test(tmp_path, source)


def test_function_of_the_test_becomes_async(tmp_path: Path) -> None:
    """A function that stands in for an async one is async though it does nothing."""
    source = (
        f"{HEADER}def fake(db, number):\n    return 7\n\n\n"
        'def test_find(monkeypatch):\n    monkeypatch.setattr("service.find", fake)\n    service.items(None)\n'
    )
    assert "async def fake(db, number):\n    return 7\n" in migrated_test(tmp_path, source)


def test_methods_of_a_fake_class(tmp_path: Path) -> None:
    """A class that stands in for another has its colours, method by method."""
    source = (
        f"{HEADER}class Fake:\n    def find(self, number):\n        return 7\n\n"
        '    def name(self):\n        return "x"\n\n\n'
        'def test_fake(monkeypatch):\n    monkeypatch.setattr(service, "Repository", Fake)\n'
    )
    after = migrated_test(tmp_path, source)
    assert "    async def find(self, number):\n        return 7\n\n    def name(self):\n" in after


@pytest.mark.parametrize(
    "line",
    [
        'monkeypatch.setattr(Repository, "name", lambda self: "x")',
        'patch("service.Repository.name", MagicMock()).start()',
        'patch("service.find", return_value=7).start()',
        'patch("elsewhere.find", MagicMock()).start()',
    ],
)
def test_what_stays(tmp_path: Path, line: str) -> None:
    """Patches of sync functions stay, and those for which mock itself makes an AsyncMock."""
    source = f"{HEADER}def test_find(monkeypatch):\n    {line}\n"
    assert migrated_test(tmp_path, source) == source
