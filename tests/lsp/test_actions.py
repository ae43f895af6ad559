"""Fixes as edits of an editor."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec

from aiolift.lsp import actions
from aiolift.lsp.diagnostics import Diagnostics
from aiolift.program.text import TextFile
from tests.lsp.editor import applied

LINES = st.lists(st.sampled_from(["a\n", "await b\n", "제주 🌋\n", "\n", "tab\tc\r\n"]), max_size=8).map("".join)
TEXTS = st.tuples(LINES, st.sampled_from(["", "end", "끝 🌋"])).map("".join)


@settings(deadline=None, max_examples=50)
@given(before=TEXTS, after=TEXTS)
def test_edits(before: str, after: str) -> None:
    """The edits of a text give the text that was meant, in UTF-16 columns."""
    file = TextFile(Path("/app/main.py"), PurePosixPath("main.py"), before)
    edits = list(actions._edits(file, after, Diagnostics(PositionCodec(), Path.as_uri)))
    assert applied(before, edits) == after


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        (None, True),
        ([types.CodeActionKind.SourceFixAll], True),
        (["source"], True),
        ([actions.FIX_ALL], True),
        (["source.fix"], False),
        (["source.fixAll.other"], False),
        ([], False),
    ],
)
def test_kinds(only: list[str] | None, wanted: bool) -> None:
    """An editor names the kind that it wants, one above it, or none."""
    assert actions._wants(only, actions.FIX_ALL) is wanted
