"""Edited statements are indented together with what the edits write."""

from __future__ import annotations

import ast
import textwrap
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.deepen import deepen
from aiolift.program.edits import Edit, apply
from aiolift.program.program import Program
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.program.source import Module

TEXT = 'def f():\n    a = 1\n    # why\n    b = """\nx\n"""\n\n    c(a,\n      b)\n'


class _Edits:
    """The part of a context that edits are kept in."""

    def __init__(self, module: Module, edits: list[Edit]) -> None:
        self.edits = {module: edits}


def _deepened(root: Path, *edits: Edit) -> str:
    (module,) = Program([TextFile(root / "app.py", PurePosixPath("app.py"), TEXT)]).modules
    context = _Edits(module, list(edits))
    function = module.tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    deepen(context, module, function.body[1], function.body[-1], "test", after=function.body[0])  # type: ignore[arg-type]
    return apply(TEXT, context.edits[module])


INNER = '    # why\n    b = """\nx\n"""\n\n    c(a,\n      b)\n'
AT_C = TEXT.index("    c(a")


def test_lines(tmp_path: Path) -> None:
    """Comments and continued lines go deeper, the text of strings and empty lines do not."""
    expected = 'def f():\n    a = 1\n        # why\n        b = """\nx\n"""\n\n        c(a,\n          b)\n'
    assert _deepened(tmp_path) == expected


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Edit(AT_C, AT_C, "    # marker\n", "marker"), "    c(a", "    # marker\n    c(a"),
        (Edit(AT_C, AT_C, "    d()\n    e()\n", "more"), "    c(a", "    d()\n    e()\n    c(a"),
        (Edit(AT_C + 4, AT_C + 4, "d()\n    ", "more"), "    c(a", "    d()\n    c(a"),
        (Edit(AT_C + 4, AT_C + 8, "d(", "call"), "c(a,", "d("),
        (Edit(AT_C, len(TEXT) - 1, "", "gone"), "    c(a,\n      b)", ""),
    ],
)
def test_edited_lines(edit: Edit, old: str, new: str, tmp_path: Path) -> None:
    """The result is what indenting the edited statements gives."""
    result = _deepened(tmp_path, edit)
    plain = textwrap.indent(INNER.replace(old, new), "    ").replace("    x\n", "x\n").replace('    """\n', '"""\n')
    assert result == f"def f():\n    a = 1\n{plain}"
