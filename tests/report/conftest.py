"""A plan of every kind of content, and how a page looks."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from rich.console import Console, RenderableType

from aiolift.migrate.plan import Kept, Marker, Note, Plan, Step, Unresolved
from aiolift.program.change import FileChange
from aiolift.program.edits import Edit, apply

BEFORE = "def save(db):\n    # 저장\n    db.commit()\n"


@pytest.fixture
def plan() -> Plan:
    """A migration of two files, one of them new, with one place left to a person."""
    name = PurePosixPath("app/서비스.py")
    commit = BEFORE.index("db.commit")
    edits = (Edit(0, 0, "async ", "async-def", "awaits commit"), Edit(commit, commit, "await ", "await-call", "I/O"))
    return Plan(
        Path("service"),
        "asyncmy",
        changes=(
            FileChange(PurePosixPath("pytest.ini"), None, b"[pytest]\n"),
            FileChange(name, BEFORE.encode(), apply(BEFORE, edits).encode(), edits),
        ),
        markers=(Marker(name, 7, "AL901", "the property `합계` reads the database", "make it a method"),),
        notes=(Note(PurePosixPath("poetry.lock"), None, "renew it"), Note(None, None, "DATABASE_URL needs a driver")),
        unresolved=(Unresolved(name, 9, "helper(db)", "its type is not known"),),
        coloured={
            "app.main:create": Step("app.main:create", PurePosixPath("app/main.py"), 12, "    save(db)", "app:save"),
            "app:save": Step("app:save", name, 3, "    db.commit()", None),
        },
        kept={"app:tags": Kept("app:tags", "app:Tag.__len__", name, 9, "Python does not await.")},
        counts={"files_read": 2, "lines_read": 1234, "io_sites": 2, "converted": 1, "marked": 1, "lazy_loads": 5},
    )


@pytest.fixture
def render() -> Callable[..., str]:
    """How a page looks, without colours, on a screen of 200 columns or of `width`."""

    def rendered(page: RenderableType, width: int = 200) -> str:
        console = Console(file=StringIO(), width=width, highlight=False, markup=False)
        console.print(page)
        assert isinstance(console.file, StringIO)
        return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())

    return rendered
