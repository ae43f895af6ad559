"""Insertions around expressions nest as the expressions do, whoever makes them first."""

from __future__ import annotations

from itertools import permutations

import pytest

from aiolift.errors import ConflictingEditsError
from aiolift.program.edits import Edit, agreeing, apply, closing, moved, opening, shifted


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


def test_moved_edits_make_the_same_change() -> None:
    """Each side of an edit goes with what it belongs to, nesting included."""
    before, after = "a f() b", "a # c\nf() # d\n b"
    starts, ends = {0: 0, 2: 6, 3: 7, 6: 15}, {1: 1, 3: 7, 4: 8, 5: 9, 7: 16}
    made = [opening(2, 5, "(", "r"), opening(2, 3, "[", "r"), closing(2, 3, "]", "r"), closing(2, 5, ")", "r")]
    made += [Edit(6, 7, "", "r"), Edit(0, 0, "x", "r")]
    now = [moved(edit, starts.__getitem__, ends.__getitem__) for edit in made]
    assert apply(before, made) == "xa ([f]()) "
    assert apply(after, now) == "xa # c\n([f]()) # d\n "


def test_a_place_between_two_things_that_part_is_unknown() -> None:
    """An insertion between what ends and what starts there cannot be moved where a comment comes between them."""
    with pytest.raises(LookupError):
        moved(Edit(2, 2, "x", "r"), {2: 5}.__getitem__, {2: 2}.__getitem__)
    with pytest.raises(LookupError):
        moved(Edit(2, 2, "x", "r"), {1: 1}.__getitem__, {1: 1}.__getitem__)


def test_shifted_follows_what_stands_there() -> None:
    """Insertions before and at an offset move it, what replaces it takes its place, later edits do nothing."""
    text = "f(a) + g(b)"
    made = [Edit(0, 0, "await ", "r"), Edit(2, 3, "", "r"), Edit(7, 7, "await ", "r"), Edit(9, 10, "x", "r")]
    after = apply(text, made)
    assert after == "await f() + await g(x)"
    assert [after[shifted(text.index(part), made)] for part in "fgb"] == ["f", "g", "x"]
    assert shifted(5, [Edit(3, 9, "...", "r"), Edit(0, 1, "", "r")]) == 2
