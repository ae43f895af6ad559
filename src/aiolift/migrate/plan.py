"""What a migration will do, as data: everything that is printed, written or verified is read off a Plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath  # noqa: TC003 -- pydantic reads these annotations where a Plan is cached

from aiolift.program.change import FileChange  # noqa: TC001


@dataclass(frozen=True, order=True)
class Marker:
    """A place that a person must decide on; it stands in the code as a comment `# aiolift: AL9xx …`.

    :param name: the file.
    :param line: its line before the migration, from 1.
    :param code: `AL901` to `AL999`.
    :param what: what was found and why it was not converted.
    :param suggestion: what a person can do.
    """

    name: PurePosixPath
    line: int
    code: str
    what: str
    suggestion: str


@dataclass(frozen=True)
class Note:
    """Something to know that needs no decision in the code: a lock file to renew, an environment variable to change."""

    name: PurePosixPath | None
    line: int | None
    what: str

    def __lt__(self, other: Note) -> bool:
        """Notes stand by file and line, those about no file first."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, int, str]:
        return str(self.name or ""), self.line or 0, self.what


@dataclass(frozen=True, order=True)
class Unresolved:
    """A call whose target the tool does not know and that could matter: never guessed, always listed."""

    name: PurePosixPath
    line: int
    call: str
    why: str


@dataclass(frozen=True)
class Step:
    """One link of the chain that explains why a function became async.

    :param function: `app.services.plan:PlanService.save_plan`, module and qualified name.
    :param name: the file, with `line` the call that colours it, and `code` that line's text.
    :param callee: the next function in the chain, or None where `code` is the I/O itself.
    """

    function: str
    name: PurePosixPath
    line: int
    code: str
    callee: str | None


@dataclass(frozen=True)
class Kept:
    """A function that stays sync although it uses the database, or has a sync copy, and for whose sake.

    :param function: `app.services.plan:PlanService.save_plan`, module and qualified name.
    :param start: the function that cannot await, written the same way, or itself; for a module's own code its file and
        line.
    :param name: the file of `start`, with `line` what needs the database there.
    :param why: what keeps `start` from awaiting, in one sentence.
    """

    function: str
    start: str
    name: PurePosixPath
    line: int
    why: str


@dataclass(frozen=True)
class Plan:
    """The whole migration.

    :param coloured: each function that becomes async, with the one step that explains it; chains follow `callee`.
    :param kept: each function that stays sync on a sync engine, or is copied for that.
    :param counts: figures for the summary, by name: `io_sites`, `converted`, `marked`, `files_read`, `lines_read`, …
    """

    root: Path
    driver: str
    changes: tuple[FileChange, ...] = ()
    markers: tuple[Marker, ...] = ()
    notes: tuple[Note, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    coloured: dict[str, Step] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def chain(self, function: str) -> tuple[Step, ...]:
        """Return the steps from `function` down to the I/O; none where it did not become async."""
        steps: list[Step] = []
        wanted: str | None = function
        while wanted is not None and (step := self.coloured.get(wanted)) and step not in steps:
            steps.append(step)
            wanted = step.callee
        return tuple(steps)
