"""INSERT statements whose rows can be sent together: ``INSERT … VALUES (…), (…), (…) …``.

A statement is read as SQL, so that quotes, comments, nested brackets and what follows the row (``AS new ON DUPLICATE
KEY UPDATE …``) are understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# a doubled quote inside a string reads as two strings side by side, which does not matter here
_TOKEN = re.compile(
    r"""
      (?P<quoted> '[^']*' | "[^"]*" | `[^`]*` )
    | (?P<comment> /\*.*?\*/ | (?:--\s|\#)[^\n]* )
    | (?P<word> \w+ )
    | (?P<placeholder> %s )
    | (?P<percent> %% )
    | (?P<bracket> [()] )
    """,
    re.VERBOSE | re.DOTALL,
)
_KEEPS_ROWS_APART = frozenset({"SELECT", "LAST_INSERT_ID"})


@dataclass(frozen=True, slots=True)
class BulkInsert:
    """An INSERT or REPLACE of one row, taken apart. Only `row` has placeholders; a percent sign is ``%%`` in all."""

    head: str
    """``INSERT INTO t (a, b) VALUES``, with the space that follows."""
    row: str
    """``(%s, %s)``."""
    tail: str
    """Nothing, or ``ON DUPLICATE KEY UPDATE …``."""


@lru_cache(maxsize=500)
def take_apart(statement: str) -> BulkInsert | None:
    """Return the parts of an INSERT whose rows can be sent together.

    None where that would change the meaning or is not possible: it is no ``INSERT … VALUES``, it has several rows
    already, it has placeholders outside its row, its row looks at the table (a subquery, ``LAST_INSERT_ID``), or it has
    a backslash, whose meaning depends on ``sql_mode``.
    """
    row = _find_row(statement) if "\\" not in statement else None
    if row is None:
        return None
    insert = BulkInsert(statement[: row.start], statement[row], statement[row.stop :].rstrip().rstrip(";"))
    if insert.tail.lstrip().startswith(","):
        return None
    placeholders = [_has_placeholder(part) for part in (insert.head, insert.row, insert.tail)]
    return insert if placeholders == [False, True, False] else None


def _find_row(statement: str) -> slice | None:
    """Find the bracket after VALUES, from its opening to behind its closing."""
    words = 0
    depth = 0
    after_values = False
    start = None
    for token in _TOKEN.finditer(statement):
        text = token[0].upper()
        if token.lastgroup == "word":
            words += 1
            if words == 1 and text not in {"INSERT", "REPLACE"}:
                return None
            if start is not None and text in _KEEPS_ROWS_APART:
                return None
            after_values = depth == 0 and text in {"VALUES", "VALUE"}
        elif token.lastgroup == "bracket":
            if text == "(":
                if after_values and start is None:
                    start = token.start()
                depth += 1
            else:
                depth -= 1
                if depth == 0 and start is not None:
                    return slice(start, token.end())
        elif token.lastgroup != "comment":
            after_values = False
    return None


def _has_placeholder(part: str) -> bool:
    return any(token.lastgroup == "placeholder" for token in _TOKEN.finditer(part))
