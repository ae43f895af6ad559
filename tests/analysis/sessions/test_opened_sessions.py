"""Sessions that `next(get_db())` gives without I/O."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.sessions.opened_sessions import opened_by_next
from aiolift.program.program import Program
from aiolift.program.text import TextFile

HEAD = "from sqlalchemy.orm import sessionmaker\nSessionLocal = sessionmaker()\n\ndef get_db():\n"
TRY = "    try:\n        yield opened\n    finally:\n        opened.close()\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"    opened = SessionLocal()\n{TRY}", True),
        (f"    '''A session.'''\n    opened = SessionLocal()\n{TRY}", True),
        ("    with SessionLocal() as opened:\n        yield opened\n", True),
        (f"    opened = SessionLocal(autoflush=False)\n{TRY}", False),
        ("    with SessionLocal() as opened:\n        opened.begin()\n        yield opened\n", False),
        (f"    opened = open('notes.txt')\n{TRY}", False),
    ],
)
def test_generators_that_only_open_a_session(body: str, found: bool) -> None:
    """The yield comes right behind the session's factory, which takes no arguments."""
    text = f"{HEAD}{body}\nsession = next(get_db())\n"
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), text)]))
    (module,) = model.program.modules
    calls = [node for node in module.parents if isinstance(node, ast.Call) and module.segment(node).startswith("next(")]
    assert [opened_by_next(model, node) is not None for node in calls] == [found]
