"""`aiolift` with a planner whose plan is known: it replaces `pymysql` by `asyncmy` in every file.

Run it as a script, with the arguments of `aiolift`. A line with `decide` gets a marker; a file with `slow` takes a
second. That the planner worked can be seen by a file `planned` in the current directory.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiolift.cli import main
from aiolift.migrate import run
from aiolift.migrate.plan import Marker, Plan, Step
from aiolift.program import text, tree
from aiolift.program.change import FileChange
from aiolift.program.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath


def migrate(root: Path, *, driver: str | None, exclude: list[str], observed: Path | None, progress: Any) -> Plan:
    """Plan as the real planner does, by a rule that needs no analysis."""
    (Path.cwd() / "planned").touch()
    names = list(tree.files(root, exclude))
    progress.start("reading", len(names))
    changes, markers, coloured = [], [], {}
    for name in names:
        file = text.read(root / name, name)
        edits = tuple(_edits(file.text))
        if edits:
            after = file.encode(apply(file.text, edits))
            changes.append(FileChange(name, (root / name).read_bytes(), after, edits))
            coloured["app.main:save"] = _step("save", name, "app.main:commit")
            coloured["app.main:commit"] = _step("commit", name, None)
        for number in range(1, len(file.line_starts) + 1):
            if "decide" in file.line(number):
                markers.append(Marker(name, number, "AL901", "somebody must decide", "decide"))
        if "slow" in file.text:
            time.sleep(1)
        progress.advance()
    return Plan(
        root, driver or "asyncmy", tuple(changes), tuple(markers), coloured=coloured, counts={"files_read": len(names)}
    )


def _edits(content: str) -> Iterator[Edit]:
    start = content.find("pymysql")
    while start >= 0:
        yield Edit(start, start + len("pymysql"), "asyncmy", "driver")
        start = content.find("pymysql", start + 1)


def _step(function: str, name: PurePosixPath, callee: str | None) -> Step:
    return Step(f"app.main:{function}", name, 3, "    db.commit()" if callee is None else "    commit(db)", callee)


if __name__ == "__main__":
    run.migrate = migrate  # type: ignore[assignment]
    main()
