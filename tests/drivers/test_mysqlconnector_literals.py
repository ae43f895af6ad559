"""Parameters as literals: what the server reads is what was meant, in every sql_mode."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mysql.connector.errors import ProgrammingError

from aiolift.drivers.mysqlconnector_literals import fill, literal
from tests.servers import Server


class Colour(StrEnum):
    RED = "red's"


class Number(IntEnum):
    ONE = 1


class Plain(Enum):
    A = 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, b"NULL"),
        (True, b"1"),
        (False, b"0"),
        (-7, b"-7"),
        (2**64 - 1, b"18446744073709551615"),
        (Number.ONE, b"1"),
        (0.1, b"0.1e0"),
        (-1e300, b"-1e+300"),
        (Decimal("1.10"), b"1.10"),
        (Decimal("1E+20"), b"100000000000000000000"),
        (Decimal("-1E-7"), b"-0.0000001"),
        ("it's", b"'it''s'"),
        (Colour.RED, b"'red''s'"),
        (r"C:\new", rb"'C:\\new'"),
        ("한글 👍", "'한글 👍'".encode()),
        (b"\x00\xff'\\", b"_binary'\x00\xff''\\\\'"),
        (bytearray(b"a"), b"_binary'a'"),
        (memoryview(b"a"), b"_binary'a'"),
        (dt.datetime(2024, 1, 2, 3, 4, 5), b"'2024-01-02 03:04:05'"),
        (dt.datetime(24, 1, 2, 3, 4, 5, 6), b"'0024-01-02 03:04:05.000006'"),
        (dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC), b"'2024-01-02 03:04:05'"),
        (dt.date(2024, 1, 2), b"'2024-01-02'"),
        (dt.time(3, 4, 5, 600), b"'03:04:05.000600'"),
        (dt.time(3, 4, tzinfo=dt.UTC), b"'03:04:00'"),
        (dt.timedelta(days=34, seconds=5), b"'816:00:05.000000'"),
        (-dt.timedelta(seconds=1, microseconds=5), b"'-00:00:01.000005'"),
        (UUID(int=1), b"'00000000-0000-0000-0000-000000000001'"),
    ],
)
def test_literal(value: Any, written: bytes) -> None:
    """Each type has its literal, and so have its subclasses."""
    assert literal(value, backslash_escapes=True) == written


def test_no_backslash_escapes() -> None:
    """Under NO_BACKSLASH_ESCAPES a backslash is a character like any other, and a quote is still doubled."""
    assert literal("\\' OR 1=1 --", backslash_escapes=False) == b"'\\'' OR 1=1 --'"
    assert literal(b"\\'", backslash_escapes=False) == b"_binary'\\'''"


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), object(), [1], {"a": 1}, {1}, Plain.A]
)
def test_value_without_literal(value: Any) -> None:
    """What MySQL has no value for is an error, and never NULL or text that looks like Python."""
    with pytest.raises(ProgrammingError, match="cannot be sent to MySQL"):
        literal(value, backslash_escapes=True)


def test_half_a_character() -> None:
    """Half of a surrogate pair is no text."""
    with pytest.raises(ProgrammingError, match="not valid Unicode"):
        fill("SELECT %s", ["\ud800"], backslash_escapes=True)
    with pytest.raises(ProgrammingError, match="not valid Unicode"):
        fill("SELECT '\ud800'", [], backslash_escapes=True)


def test_fill() -> None:
    """Each placeholder is replaced once; what a parameter contains is not looked at again."""
    assert fill("SELECT %s, '%%s', %s", ["%s", 2], backslash_escapes=True) == b"SELECT '%s', '%s', 2"


@pytest.mark.parametrize(
    ("statement", "parameters"), [("SELECT %s", []), ("SELECT 1", [1]), ("SELECT '5%'", []), ("SELECT %d", [1])]
)
def test_placeholders_that_do_not_fit(statement: str, parameters: list[Any]) -> None:
    """Too few or too many parameters, or a single percent sign, is an error that says how to write one."""
    with pytest.raises(ProgrammingError, match="a percent sign %%"):
        fill(statement, parameters, backslash_escapes=True)


class TestOnServers:
    """The servers read the literals as they were meant."""

    @pytest.mark.parametrize("sql_mode", ["", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES"])
    def test_text_and_bytes(self, server: Server, sql_mode: str) -> None:
        """Whatever text and bytes, in whatever sql_mode: what comes back is what was sent, and nothing else happens."""
        with server.connect(charset="utf8mb4") as connection, connection.cursor() as cursor:
            cursor.execute(f"SET sql_mode = '{sql_mode}'")
            escapes = sql_mode != "NO_BACKSLASH_ESCAPES"

            @given(st.text(st.characters(codec="utf-8") | st.sampled_from("'\"\\%;\0\n\x1a")), st.binary())
            def round_trip(words: str, content: bytes) -> None:
                parameters = [words.encode(), content]
                statement = fill("SELECT CAST(%s AS BINARY), %s", [words, content], backslash_escapes=escapes)
                cursor.execute(statement)
                assert list(cursor.fetchone() or ()) == parameters

            round_trip()

    def test_numbers(self, server: Server) -> None:
        """A float stays a float and a Decimal a Decimal, with all its digits."""
        numbers = [0.1, 1e-300, -1.7976931348623157e308, Decimal("123456789012345678901234567890.123456789"), 2**63]
        with server.connect() as connection, connection.cursor() as cursor:
            cursor.execute(fill("SELECT " + ", ".join(["%s"] * len(numbers)), numbers, backslash_escapes=True))
            assert list(cursor.fetchone() or ()) == numbers
