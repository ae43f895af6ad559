"""Which mocks stand for sessions."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.analysis.testing.mock_sessions import mock_sessions
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def model_of(**sources: str) -> Model:
    """Return the model of modules by name."""
    files = [TextFile(Path(f"{name}.py"), PurePosixPath(f"{name}.py"), text) for name, text in sources.items()]
    return Model(Program(files))


def test_mocks_of_sessions() -> None:
    """A spec makes a mock a session, and so does a place where a session is expected."""
    model = model_of(
        app="from sqlalchemy.orm import Session\ndef save(db: Session): ...\n",
        test_app=(
            "from unittest.mock import MagicMock, Mock\nfrom sqlalchemy.orm import Session\nfrom app import save\n"
            "one = Mock(spec=Session)\nsave(MagicMock())\nother = MagicMock()\n"
        ),
    )
    lines = sorted(call.lineno for call in mock_sessions(model))
    assert lines == [4, 5]
