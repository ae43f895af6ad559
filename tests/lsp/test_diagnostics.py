"""Findings in the protocol's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from aiolift.lsp.diagnostics import Diagnostics, path_of
from aiolift.lsp.study import study


@pytest.mark.parametrize(
    ("encoding", "end"),
    [(types.PositionEncodingKind.Utf16, 12), (types.PositionEncodingKind.Utf32, 11), ("utf-8", 18)],
)
def test_columns(tmp_path: Path, encoding: str, end: int) -> None:
    """Columns count what the editor counts: UTF-16 units, characters or bytes."""
    found = study(tmp_path, {tmp_path / "main.py": "\n'제주🌋' def (\n"})
    said = Diagnostics(PositionCodec(encoding), Path.as_uri)
    (diagnostic,) = said.of(found, found.linted.files[0])
    assert diagnostic.range == types.Range(types.Position(1, 0), types.Position(1, end))
    assert (diagnostic.code, diagnostic.severity) == ("AL001", types.DiagnosticSeverity.Error)
    assert diagnostic.message.endswith("or --exclude the file")


def test_markers(tmp_path: Path) -> None:
    """What a migration left to a person is information, and a mistake is a warning."""
    found = study(tmp_path, {tmp_path / "main.py": "# aiolift: AL901 decide\nVALUE = 1\n"})
    (diagnostic,) = Diagnostics(PositionCodec(), Path.as_uri).of(found, found.linted.files[0])
    assert (diagnostic.code, diagnostic.severity) == ("AL901", types.DiagnosticSeverity.Information)


def test_paths(tmp_path: Path) -> None:
    """A file's name is the same whatever the editor escapes, and what is no file has none."""
    assert path_of((tmp_path / "제주 1.py").as_uri()) == tmp_path / "제주 1.py"
    assert path_of("untitled:Untitled-1") is None
