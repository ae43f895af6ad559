"""Values as the lines that LOAD DATA reads: fields end with a tab, lines with a newline, NULL is ``\\N``.

The values are as SQLAlchemy's bind processors leave them for a driver, and a field means what its literal does.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from aiolift.drivers.interval import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: How the lines are to be read, for the statement.
FORMAT = r"FIELDS TERMINATED BY '\t' ESCAPED BY '\\' LINES TERMINATED BY '\n'"

_NULL = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\0]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\0": r"\0"})


class UnwritableError(Exception):
    """A value has no form in the lines.

    :param row: its place in the column, from 0.
    """

    def __init__(self, message: str, row: int) -> None:
        self.row = row
        super().__init__(message)


def lines(fields: Sequence[Sequence[str]]) -> bytes:
    """Return the lines of some rows, given as the fields of each column."""
    return ("\n".join(map("\t".join, zip(*fields, strict=True))) + "\n").encode()


def texts(values: Sequence[Any]) -> Sequence[str]:
    """Return the fields of a column.

    :raises UnwritableError: the first value that has none.
    """
    if set(map(type, values)) == {str} and not _SPECIAL.search(joined := "".join(values)) and _is_unicode(joined):
        return values  # most columns of most tables
    return _written(values, _writer)


def hexadecimals(values: Sequence[Any]) -> Sequence[str]:
    """Return the fields of a column of bytes, for UNHEX(): text must be valid in its character set, and bytes are not.

    :raises UnwritableError: the first value that is neither bytes nor text.
    """
    return _written(values, _hexadecimal_writer)


def _written(values: Sequence[Any], writer: Callable[[type], Callable[[Any], str]]) -> Sequence[str]:
    kinds = set(map(type, values))
    try:
        if len(kinds) == 1 and values[0] is not None:
            return list(map(writer(kinds.pop()), values))
        return [_NULL if value is None else writer(type(value))(value) for value in values]
    except (ValueError, TypeError):
        _find_unwritable(values, writer)
        raise


def _find_unwritable(values: Sequence[Any], writer: Callable[[type], Callable[[Any], str]]) -> None:
    for row, value in enumerate(values):
        try:
            if value is not None:
                writer(type(value))(value)
        except (ValueError, TypeError) as error:
            raise UnwritableError(str(error), row) from error


def _writer(kind: type) -> Callable[[Any], str]:
    for base in kind.__mro__:
        if write := _WRITERS.get(base):
            return write
    raise TypeError(
        f"a value of type {kind.__name__} has no form in LOAD DATA; give its column a type that converts it"
    )


def _hexadecimal_writer(kind: type) -> Callable[[Any], str]:
    if issubclass(kind, str):
        return lambda value: value.encode().hex()
    if issubclass(kind, bytes | bytearray | memoryview):
        return lambda value: value.hex()
    raise TypeError(f"a value of type {kind.__name__} is no bytes")


def _is_unicode(text: str) -> bool:
    """Whether `text` can be encoded, and has no half of a surrogate pair."""
    return text.isascii() or not _SURROGATE.search(text)


def _string(value: str) -> str:
    if not _is_unicode(value):
        raise ValueError("text that is not valid Unicode, with half of a surrogate pair")
    return value.translate(_ESCAPES)


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that MySQL has; None is NULL")
    return float.__repr__(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no number that MySQL has; None is NULL")
    text = Decimal.__str__(value)
    return text if "E" not in text else f"{value:f}"


def _datetime(value: datetime) -> str:
    # MySQL's DATETIME has no time zone, and would take an offset for a reason to convert
    return (value if value.tzinfo is None else value.replace(tzinfo=None)).isoformat(" ")


def _time(value: time) -> str:
    return value.replace(tzinfo=None).isoformat()


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _string,
    bool: lambda value: "1" if value else "0",
    int: int.__repr__,
    float: _float,
    Decimal: _decimal,
    datetime: _datetime,
    date: date.isoformat,
    time: _time,
    timedelta: interval,
    UUID: str,
}
