"""The session behind a scoped session."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.analysis.sessions.registries import current
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def test_only_a_scoped_session_is_called() -> None:
    """A scoped session is called for its task's session; a session, and what may be either, stands for itself."""
    text = (
        "from sqlalchemy.orm import Session, scoped_session, sessionmaker\n"
        "registry = scoped_session(sessionmaker())\nsession = Session()\n"
        "def save(db):\n    db.commit()\nsave(registry)\nsave(session)\nregistry.commit()\nsession.commit()\n"
    )
    model = Model(Program([TextFile(Path("a.py"), PurePosixPath("a.py"), text)]))
    found = {
        node.value.id: current(model, node.value, node.value.id)
        for node in ast.walk(model.program.modules[0].tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert found == {"registry": "registry()", "session": "session", "db": "db"}
