"""Statements that were edited already get one more level of indentation, with whatever the edits write between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    import ast

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


def deepen(
    context: Context, module: Module, first: ast.stmt, last: ast.stmt, rule: str, *, after: ast.stmt | None = None
) -> None:
    """Indent the statements from `first` to `last` of one body; markers may still be put above them afterwards.

    :param after: the statement before `first`, where the comments between them belong to the block.
    """
    more = blocks.unit(module, first)
    starts = module.file.line_starts
    numbers = [*blocks.lines_of_code(module, first, last)]
    if after is not None:
        between = range((after.end_lineno or after.lineno) + 1, module.first_line(first))
        numbers += [line for line in between if module.file.line(line).strip()]
    lines = [starts[line - 1] for line in numbers]
    begin, end = starts[module.first_line(first) - 1], module.end(last)
    edits = context.edits[module]
    for number, edit in enumerate(edits):
        if begin <= edit.start and edit.end <= end:
            edits[number] = replace(edit, text=_deeper(edit, more, set(starts)))
    for start in lines:
        if not any(_writes_line(edit, start) for edit in edits):
            edits.append(Edit(start, start, more, rule, "inside of one more block", order=1))


def _writes_line(edit: Edit, start: int) -> bool:
    """Whether an edit takes the beginning of a line away: it is no line of its own any more."""
    return edit.start < start < edit.end or (edit.start == start < edit.end and not edit.text)


def _deeper(edit: Edit, more: str, starts: set[int]) -> str:
    """Indent the lines of an edit's text that no line of the file follows on."""
    whole = edit.end in starts and edit.text.endswith("\n")
    body = edit.text[:-1] if whole else edit.text
    text = "\n".join(
        f"{more}{line}" if number and line.strip() else line for number, line in enumerate(body.split("\n"))
    )
    if not whole and "\n" in edit.text and not edit.text.rsplit("\n", 1)[1].strip():
        text += more  # the last line goes on with code that stands in the file
    inserted = edit.start == edit.end and whole
    return f"{more if inserted else ''}{text}{edit.text[len(body) :]}"
