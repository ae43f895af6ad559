"""Sessions and connections of the function around a listener."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.analysis.sessions.closures import names_closed_over
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def model_of(**sources: str) -> Model:
    """Return the model of modules by name."""
    files = [TextFile(Path(f"{name}.py"), PurePosixPath(f"{name}.py"), text) for name, text in sources.items()]
    return Model(Program(files))


def test_only_what_stands_outside_of_the_listener() -> None:
    """The listener's own parameter and local names are the event's; the outer connection is not."""
    model = model_of(
        a=(
            "from sqlalchemy.orm import Session\ndef fixture(db: Session):\n    def listener(session: Session):\n"
            "        session.flush()\n        own = session\n        own.flush()\n        db.flush()\n    db.flush()\n"
        )
    )
    listener = next(function for function in model.program.functions if function.name == "listener")
    found = [
        (node.id, node.lineno, str(outer), inside) for _, node, outer, inside in names_closed_over(model, {listener})
    ]
    assert found == [("db", 7, "a:fixture", "sync_session")]
