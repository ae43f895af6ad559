"""Somebody's text on a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from aiolift.report.shown import shown


@given(st.text(st.characters()))
def test_no_control_character_is_left(text: str) -> None:
    """Whatever a file holds, no control character but the tab reaches the terminal, and nothing else is changed."""
    result = shown(text)
    assert len(result) == len(text)
    for before, after in zip(text, result, strict=True):
        is_control = (ord(before) < 32 and before != "\t") or 0x7F <= ord(before) < 0xA0
        is_control |= 0xD800 <= ord(before) < 0xE000
        assert (after != before) is is_control
