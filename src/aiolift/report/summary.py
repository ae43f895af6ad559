"""The summary of a plan, for a person: what was found, what changes, what is left to decide, what to do next."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aiolift.report.next_steps import next_steps
from aiolift.report.shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.migrate.plan import Plan
    from aiolift.program.change import FileChange

#: The figures that have a line of their own; the planner's other counts are listed after them by name.
_NAMED = ("files_read", "lines_read", "io_sites", "converted", "marked", "functions", "calls", "unresolved_calls")


def summary(plan: Plan, *, written: Path | None = None, most: int | None = None) -> RenderableType:
    """Return the summary as a page for `Console.print`.

    :param written: where the migrated code stands now; None where nothing was written.
    :param most: how many lines each list may have at most; None shows all of them.
    """
    sections: list[RenderableType] = [_title(plan), _figures(plan)]
    for heading, lines in (
        ("Kinds of edit", _kinds(plan)),
        ("Files", _files(plan)),
        ("Left to you", _markers(plan)),
        ("Unresolved: calls that could matter, left as they are", _unresolved(plan)),
        ("Notes", _notes(plan)),
    ):
        if lines:
            limit = None if heading == "Left to you" else most
            sections += [_heading(heading, len(lines)), _listed(lines, limit)]
    steps = [(Text.assemble(step, ("\n  " + why, "dim")),) for step, why in next_steps(plan, written)]
    return Group(*sections, _heading("Next"), _listed(steps, None))


def _title(plan: Plan) -> Text:
    if plan.markers:
        verdict = (_number(len(plan.markers), "place is", "places are") + " left to you", "bold yellow")
    elif plan.unresolved:
        verdict = (
            "complete but for " + _number(len(plan.unresolved), "unresolved call", "unresolved calls"),
            "bold yellow",
        )
    elif plan.changes:
        verdict = ("complete", "bold green")
    else:
        verdict = ("nothing to change", "bold green")
    return Text.assemble(
        (shown(str(plan.root if plan.root.name else plan.root.resolve())), "bold"),
        " to async, on ",
        (plan.driver, "bold"),
        ": ",
        verdict,
    )


def _heading(words: str, number: int | None = None) -> Text:
    return Text.assemble("\n", (words, "bold"), (f" ({number:,})" if number is not None else "", "dim"))


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _figures(plan: Plan) -> RenderableType:
    counts = plan.counts
    created = sum(change.before is None for change in plan.changes)
    lines = {
        "read": f"{_number(counts.get('files_read', 0), 'file', 'files')}, "
        f"{_number(counts.get('lines_read', 0), 'line', 'lines')}",
        "database calls": ", ".join(
            f"{counts[name]:,} {word}"
            for name, word in (("io_sites", "found"), ("converted", "converted"), ("marked", "marked"))
            if name in counts
        ),
        "calls": f"{counts['calls']:,} followed, {counts.get('unresolved_calls', 0):,} of them to nothing that is known"
        if "calls" in counts
        else "",
        "functions": f"{len(plan.coloured):,} become async",
        "files": f"{len(plan.changes):,} change" + (f", {created:,} of them new" if created else ""),
        **{name.replace("_", " "): f"{count:,}" for name, count in counts.items() if name not in _NAMED},
    }
    return _listed([(Text(name, "cyan"), Text(value)) for name, value in lines.items() if value], None)


def _kinds(plan: Plan) -> list[tuple[Text, ...]]:
    edits: Counter[str] = Counter()
    files: defaultdict[str, set[PurePosixPath]] = defaultdict(set)
    for change in plan.changes:
        for edit in change.edits:
            edits[edit.rule] += 1
            files[edit.rule].add(change.name)
    return [
        (
            Text(rule),
            Text(f"{count:,}", justify="right"),
            Text(f"in {_number(len(files[rule]), 'file', 'files')}", "dim"),
        )
        for rule, count in edits.most_common()
    ]


def _files(plan: Plan) -> list[tuple[Text, ...]]:
    return [
        (
            Text(shown(str(change.name))),
            Text("new", "green") if change.before is None else Text(_extent(change), "dim"),
        )
        for change in sorted(plan.changes, key=lambda change: change.name)
    ]


def _extent(change: FileChange) -> str:
    """How much of a file changes: edits of Python code, lines of anything else."""
    if change.edits or change.before is None:
        return _number(len(change.edits), "edit", "edits")
    blocks = SequenceMatcher(None, change.before.splitlines(), change.after.splitlines(), autojunk=False).get_opcodes()
    lines = sum(max(j - i, last - first) for tag, i, j, first, last in blocks if tag != "equal")
    return _number(lines, "line", "lines")


def _markers(plan: Plan) -> list[tuple[Text, ...]]:
    return [
        (
            Text(marker.code, "bold yellow"),
            Text.assemble(
                _place(marker.name, marker.line), f"  {shown(marker.what)}", ("\n→ " + shown(marker.suggestion), "dim")
            ),
        )
        for marker in sorted(plan.markers)
    ]


def _unresolved(plan: Plan) -> list[tuple[Text, ...]]:
    return [
        (_place(found.name, found.line), Text(shown(found.call)), Text(shown(found.why), "dim"))
        for found in sorted(plan.unresolved)
    ]


def _notes(plan: Plan) -> list[tuple[Text, ...]]:
    return [
        (_place(note.name, note.line) if note.name else Text("everywhere", "dim"), Text(shown(note.what)))
        for note in sorted(plan.notes)
    ]


def _place(name: PurePosixPath, line: int | None) -> Text:
    return Text(shown(str(name)) + (f":{line}" if line is not None else ""), "cyan")


def _listed(lines: Sequence[Sequence[Text]], most: int | None) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for line in lines[:most]:
        table.add_row(*line)
    hidden = len(lines) - len(lines[:most])
    more = [Text(f"… and {hidden:,} more, which a pipe and --json show", "dim")] if hidden else []
    return Padding(Group(table, *more), (0, 0, 0, 2))
