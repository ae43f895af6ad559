"""An edit is data: a span of a file's text and what stands there instead."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.errors import ConflictingEditsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """One replacement. Edits never overlap; an edit inside of an expression leaves what is around it alone.

    :param start: offset in the file's text.
    :param end: the offset behind the last character replaced; equal to `start` for an insertion.
    :param text: what stands there afterwards.
    :param rule: the kind of edit, a short name with hyphens, as `await-call`.
    :param why: one phrase for the reader of the plan.
    :param order: insertions at one place stand in this order, then in the order in which they are given.
    """

    start: int
    end: int
    text: str
    rule: str
    why: str = ""
    order: int = 0


def opening(start: int, end: int, text: str, rule: str, why: str = "") -> Edit:
    """Return an insertion before what stands from `start` to `end`: outside of those before its first parts."""
    return Edit(start, start, text, rule, why, order=sys.maxsize - end)


def closing(start: int, end: int, text: str, rule: str, why: str = "") -> Edit:
    """Return an insertion behind what stands from `start` to `end`: outside of those behind its last parts."""
    return Edit(end, end, text, rule, why, order=-1 - start)


def moved(edit: Edit, start: Callable[[int], int], end: Callable[[int], int]) -> Edit:
    """Return the same edit of a text that is laid out anew.

    :param start: gives the new offset of a start of something in the text, `end` that of an end; they raise LookupError
        where nothing starts or ends there.
    :raises LookupError: a place cannot be told, as what ended and what started there are apart now.
    """
    if edit.order > 0:
        place = start(edit.start)
        return replace(edit, start=place, end=place, order=sys.maxsize - end(sys.maxsize - edit.order))
    if edit.order < 0:
        place = end(edit.end)
        return replace(edit, start=place, end=place, order=-1 - start(-1 - edit.order))
    return replace(edit, start=_moved(edit.start, start, end), end=_moved(edit.end, start, end))


def shifted(offset: int, edits: Iterable[Edit]) -> int:
    """Return where what starts at an offset stands after some edits: that of the replacement, if it is replaced."""
    before = [edit for edit in edits if edit.end <= offset]
    inside = [edit for edit in edits if edit.start < offset < edit.end]
    return min([offset, *(edit.start for edit in inside)]) + sum(
        len(edit.text) - (edit.end - edit.start) for edit in before
    )


def _moved(offset: int, start: Callable[[int], int], end: Callable[[int], int]) -> int:
    places = set()
    for side in (start, end):
        with suppress(LookupError):
            places.add(side(offset))
    if len(places) != 1:
        raise LookupError(offset)
    return places.pop()


def within(edit: Edit, start: int, end: int) -> bool:
    """Whether an edit belongs to what stands there; an insertion at its border may be of something larger."""
    if edit.start < start or edit.end > end:
        return False
    if edit.start != edit.end or start < edit.start < end:
        return True
    if edit.order > 0:  # before what ends at `sys.maxsize - order`
        return edit.start == start and sys.maxsize - edit.order <= end
    return edit.order < 0 and edit.end == end and -1 - edit.order >= start


def agreeing(edits: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    """Return the edits without those that overlap one before them in the text, and those."""
    kept: list[Edit] = []
    refused: list[Edit] = []
    done = 0
    for edit in sorted(edits, key=_place):
        if edit.start < done:
            refused.append(edit)
        else:
            kept.append(edit)
            done = edit.end
    return kept, refused


def _place(edit: Edit) -> tuple[int, int, int]:
    return edit.start, edit.end, edit.order


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with every edit made; insertions at one place keep their order.

    :raises ConflictingEditsError: two edits overlap, which is a defect of the rules that made them.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=_place):
        if edit.start < done:
            raise ConflictingEditsError(
                f"two edits overlap at offset {edit.start}, the second by rule {edit.rule!r}: please report this"
            )
        parts += text[done : edit.start], edit.text
        done = edit.end
    return "".join([*parts, text[done:]])
