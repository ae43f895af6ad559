"""Python values as MySQL literals, and statements with their parameters filled in.

MySQL Connector/Python has a converter of its own. It reads ``sql_mode`` once per connection, so that a later ``SET
sql_mode = 'NO_BACKSLASH_ESCAPES'`` makes its quoting wrong, turns NaN into NULL, sends Decimal as a floating-point
literal where it has an exponent, and replaces the ``%s`` in ``LIKE '%something'``.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mysql.connector.errors import ProgrammingError

from aiolift.drivers.interval import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def fill(statement: str, parameters: Sequence[Any], *, backslash_escapes: bool) -> bytes:
    """Return `statement` with each ``%s`` replaced by a literal and each ``%%`` by ``%``.

    :param backslash_escapes: whether the server reads a backslash in a string as an escape (no NO_BACKSLASH_ESCAPES).
    :raises ProgrammingError: a parameter has no literal, or placeholders and parameters do not match.
    """
    literals = tuple(literal(value, backslash_escapes=backslash_escapes) for value in parameters)
    try:
        return encoded(statement) % literals
    except (TypeError, ValueError) as error:
        raise ProgrammingError(
            f"the statement's placeholders do not fit its {len(literals)} parameters: {error}. "
            "A placeholder is written %s, and a percent sign %%"
        ) from error


def literal(value: Any, *, backslash_escapes: bool) -> bytes:
    """Return `value` as it is written in SQL.

    An aware datetime loses its time zone, as MySQL's DATETIME has none; the other drivers do the same.

    :raises ProgrammingError: the value has no literal.
    """
    for cls in type(value).__mro__:
        if write := _WRITERS.get(cls):
            return write(value, backslash_escapes)
    raise ProgrammingError(f"a parameter of type {type(value).__name__} cannot be sent to MySQL; convert it first")


def encoded(text: str) -> bytes:
    """Return `text` as the connection sends it.

    :raises ProgrammingError: `text` contains half of a surrogate pair.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ProgrammingError(f"text that is not valid Unicode: {error}") from error


def _string(value: str, backslash_escapes: bool) -> bytes:
    return _quoted(encoded(value), backslash_escapes)


def _binary(value: bytes | bytearray | memoryview, backslash_escapes: bool) -> bytes:
    return b"_binary" + _quoted(bytes(value), backslash_escapes)


def _quoted(data: bytes, backslash_escapes: bool) -> bytes:
    if backslash_escapes:
        data = data.replace(b"\\", b"\\\\")
    # doubling is understood in every sql_mode
    return b"'" + data.replace(b"'", b"''") + b"'"


def _integer(value: int, _: bool) -> bytes:
    return b"%d" % value


def _float(value: float, _: bool) -> bytes:
    if not math.isfinite(value):
        raise ProgrammingError(f"{value} cannot be sent to MySQL, which has no such number; None is NULL")
    text = float.__repr__(value)
    # without an exponent the server would read it as a DECIMAL
    return (text if "e" in text else f"{text}e0").encode()


def _decimal(value: Decimal, _: bool) -> bytes:
    if not value.is_finite():
        raise ProgrammingError(f"{value} cannot be sent to MySQL, which has no such number; None is NULL")
    # with an exponent the server would read it as a DOUBLE
    return f"{value:f}".encode()


def _datetime(value: datetime, _: bool) -> bytes:
    return f"'{value.replace(tzinfo=None).isoformat(' ')}'".encode()


def _date(value: date, _: bool) -> bytes:
    return f"'{value.isoformat()}'".encode()


def _time(value: time, _: bool) -> bytes:
    return f"'{value.replace(tzinfo=None).isoformat()}'".encode()


def _timedelta(value: timedelta, _: bool) -> bytes:
    return f"'{interval(value)}'".encode()


_WRITERS: dict[type, Callable[[Any, bool], bytes]] = {
    type(None): lambda _value, _: b"NULL",
    bool: lambda value, _: b"1" if value else b"0",
    int: _integer,
    float: _float,
    Decimal: _decimal,
    str: _string,
    bytes: _binary,
    bytearray: _binary,
    memoryview: _binary,
    datetime: _datetime,
    date: _date,
    time: _time,
    timedelta: _timedelta,
    UUID: lambda value, _: f"'{value}'".encode(),
}
