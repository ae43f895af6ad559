"""What tests are given by libraries."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def externals(source: str) -> dict[str, tuple[str, ...]]:
    """Return what the calls of a test module call, by their text."""
    model = Model(Program([TextFile(Path("test_a.py"), PurePosixPath("test_a.py"), source)]))
    return {site.module.segment(site.node): site.externals for site in model.sites}


def test_fixtures_of_pytest_and_its_plugins() -> None:
    """`monkeypatch` and `mocker` are known though no file defines them; other unknown fixtures are not."""
    found = externals(
        "def test_a(monkeypatch, mocker, other):\n    monkeypatch.setattr('a.b', 1)\n"
        "    mocker.patch('a.b')\n    mocker.MagicMock()\n    other.patch()\n"
    )
    assert found == {
        "monkeypatch.setattr('a.b', 1)": ("pytest.MonkeyPatch.setattr",),
        "mocker.patch('a.b')": ("unittest.mock.patch",),
        "mocker.MagicMock()": ("unittest.mock.MagicMock",),
        "other.patch()": (),
    }
