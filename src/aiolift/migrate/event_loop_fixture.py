"""The fixture `event_loop`, which an old pytest-asyncio wants, in the outermost `conftest.py`.

https://pytest-asyncio.readthedocs.io/en/v0.21.1/reference/fixtures.html
"""

from __future__ import annotations

import os.path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.program.change import FileChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "event-loop"
_NAME = "event_loop"


def write(context: Context, code: str, tests: Sequence[PurePosixPath]) -> FileChange | None:
    """Add the code to the outermost `conftest.py` above some tests; return the change where that is a new file.

    :param code: imports, two empty lines, and the fixture.
    :param tests: the files with async tests and fixtures.
    """
    if not tests:
        return None
    top = PurePosixPath(os.path.commonpath([test.parent for test in tests]))
    existing = _outermost(context, top)
    if existing is None:
        return FileChange(top / "conftest.py", None, code.encode())
    if any(function.name == _NAME for function in context.model.program.functions if function.module is existing):
        return None
    imports, _, fixture = code.partition("\n\n\n")
    for line in imports.splitlines():
        if line.startswith("import "):
            context.imports(existing).need_module(line.removeprefix("import "))
    newline = existing.file.newline
    ends = "" if existing.text.endswith(("\n", "\r")) or not existing.text else newline
    text = f"{ends}{newline}{newline}{fixture.replace(chr(10), newline)}"
    context.insert(existing, len(existing.text), text, RULE, "all tests share the event loop")
    return None


def _outermost(context: Context, top: PurePosixPath) -> Module | None:
    found = [
        module
        for module in context.model.program.modules
        if module.file.name.name == "conftest.py" and top.is_relative_to(module.file.name.parent)
    ]
    return min(found, key=lambda module: len(module.file.name.parts), default=None)
