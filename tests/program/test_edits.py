"""Insertions around expressions nest as the expressions do, whoever makes them first."""

from __future__ import annotations

from itertools import permutations

import pytest

from aiolift.errors import ConflictingEditsError
from aiolift.program.edits import Edit, agreeing, apply, closing, opening


def test_insertions_nest_in_any_order() -> None:
    """What is put around an outer expression stands outside of what is put around its first part."""
    inner = [opening(0, 3, "(await ", "r"), closing(0, 3, ")", "r")]
    outer = [opening(0, 7, "(await ", "r"), closing(0, 7, ")", "r")]
    for edits in permutations([*inner, *outer]):
        assert apply("f().g()", edits) == "(await (await f()).g())"


def test_plain_insertions_keep_their_order() -> None:
    """Two insertions at one place that do not belong to an expression stand as they are given."""
    assert apply("x", [Edit(0, 0, "a", "r"), Edit(0, 0, "b", "r")]) == "abx"


def test_overlap_is_refused() -> None:
    """Two edits of one span are a defect of the rules."""
    with pytest.raises(ConflictingEditsError):
        apply("abc", [Edit(0, 2, "", "r"), Edit(1, 3, "", "r")])


def test_agreeing_leaves_out_what_overlaps() -> None:
    """Where two edits want the same place, the first one is made; insertions at its borders stay."""
    first, second = Edit(2, 6, "x", "one"), Edit(4, 8, "y", "two")
    before, behind = Edit(2, 2, "(", "three"), Edit(6, 6, ")", "four")
    kept, refused = agreeing([second, behind, first, before])
    assert kept == [before, first, behind]
    assert refused == [second]
    assert apply("0123456789", kept) == "01(x)6789"
