"""Where the lines of a text start."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from aiolift.program import text


@given(st.text(alphabet="a\r\n\f\x1c\u2028\x85글"))
def test_line_starts(given: str) -> None:
    """Lines end as Python's tokenizer has it: other characters that break lines elsewhere are part of one."""
    assert text.line_starts(given) == [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", given))]
