"""The lines that LOAD DATA reads."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.bulk.text import UnwritableError, hexadecimals, lines, texts

ESCAPES = {"t": "\t", "n": "\n", "0": "\0", "\\": "\\"}


class Colour(StrEnum):
    """Text of a class of its own."""

    RED = "빨강"


def read(content: bytes) -> list[list[str | None]]:
    """Read lines as a server does: a backslash takes the special meaning from what follows it."""
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    field: list[str] = []
    is_null = False
    characters = iter(content.decode())
    for character in characters:
        if character == "\\":
            following = next(characters)
            is_null = following == "N" and not field
            field.append("" if is_null else ESCAPES[following])
        elif character in "\t\n":
            row.append(None if is_null else "".join(field))
            field, is_null = [], False
            if character == "\n":
                rows.append(row)
                row = []
        else:
            field.append(character)
    assert not row
    assert not field
    return rows


nasty = st.text(st.sampled_from("\\\t\n\r\0NntZ'\"%,0서😀é")) | st.text() | st.none()


@given(st.lists(st.tuples(nasty, nasty), min_size=1))
def test_every_text_comes_back(rows: list[tuple[str | None, str | None]]) -> None:
    """Whatever is in a text, the server reads that text, and NULL only for None."""
    columns = list(zip(*rows, strict=True))
    assert read(lines([texts(column) for column in columns])) == [list(row) for row in rows]


@given(st.lists(st.binary() | st.none(), min_size=1))
def test_every_bytes_come_back(values: list[bytes | None]) -> None:
    """UNHEX gives the bytes, and NULL for NULL."""
    found = [row[0] for row in read(lines([hexadecimals(values)]))]
    assert [None if text is None else bytes.fromhex(text) for text in found] == values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (-(2**70), str(-(2**70))),
        (True, "1"),
        (False, "0"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (Decimal("-1E-7"), "-0.0000001"),
        (datetime(2024, 1, 31, 13, 30), "2024-01-31 13:30:00"),
        (datetime(2024, 1, 31, 13, 30, 0, 5, UTC), "2024-01-31 13:30:00.000005"),
        (date(999, 1, 2), "0999-01-02"),
        (time(1, 2, 3, tzinfo=UTC), "01:02:03"),
        (timedelta(hours=-26, microseconds=1), "-25:59:59.999999"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Colour.RED, "빨강"),
        (None, r"\N"),
    ],
)
def test_form(value: Any, text: str) -> None:
    """Each type is written so that the server reads the same value, alone or among others."""
    assert texts([value]) == [text]
    assert texts([value, None, "a\\", value]) == [text, r"\N", r"a\\", text]


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), Decimal("-Infinity"), "\ud800", [1], object()])
def test_unwritable(value: Any) -> None:
    """What MySQL has no value for is an error that says where it stands."""
    with pytest.raises(UnwritableError) as caught:
        texts([None, None, value])
    assert caught.value.row == 2


def test_not_bytes() -> None:
    """A column of bytes takes bytes of every kind, and text as UTF-8; nothing else."""
    assert hexadecimals([b"\x00\xff", bytearray(b"a"), memoryview(b"b"), "가"]) == ["00ff", "61", "62", "eab080"]
    with pytest.raises(UnwritableError, match="int is no bytes"):
        hexadecimals([b"", 5])
