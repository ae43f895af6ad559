"""Rows that a program has, of any kind, as slices that are ready for the database: checked, validated, and bound.

All of this takes the processor, in the thread of the event loop: a worker thread would keep the interpreter for 5 ms at
a time, and the loop waiting at each of its turns. A slice takes about `SLICE_SECONDS`, and then everybody has a turn.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from sqlmodel import SQLModel

from aiolift.errors import SeedError, SeedHeaderError, SeedValueError
from aiolift.seeding.batches import Binder
from aiolift.seeding.reader import Records
from aiolift.seeding.validation import make_validator

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from aiolift.seeding.target import Target
    from aiolift.seeding.validation import Columns

#: A row: an object of the model, a mapping from its fields to values, or the values of the `columns` in their order.
Row: TypeAlias = SQLModel | Mapping[str, Any] | Sequence[Any]
Rows: TypeAlias = Iterable[Row] | AsyncIterable[Row]

SLICE_SECONDS = 0.0015
_FEWEST, _MOST = 8, 400
#: What pydantic takes for a row as it is.
_TUPLES = {tuple, list}


Prepared = TypeVar("Prepared")


@dataclass(frozen=True)
class Slice(Generic[Prepared]):
    """Some rows, in their order."""

    lines: Sequence[int]
    """The number of each row, from 1."""
    prepared: Prepared


class RowSource:
    """Rows that are taken from an iterable, sync or async, a few at a time; `open` it first."""

    def __init__(self, model: type[SQLModel], rows: Rows, columns: Sequence[str] | None) -> None:
        self._model = model
        self._columns = columns
        self._rows = aiter(rows) if isinstance(rows, AsyncIterable) else iter(rows)
        self._waits = isinstance(rows, AsyncIterable)
        self._first: list[Row] = []
        self._values: Callable[[Row], Sequence[Any]]
        self._as_they_are = False
        self.header: tuple[str, ...] = ()
        """The fields that the rows give."""

    async def open(self) -> bool:
        """Look at the first row to learn what the rows are, and return whether there is one.

        :raises SeedError: rows of this kind do not say which fields they are.
        """
        self._first = await self._take(1)
        if self._first:
            self.header, self._values = _reading(self._model, self._first[0], self._columns)
            self._as_they_are = self._values is _values_of_sequence
        return bool(self._first)

    async def slices(
        self, target: Target, prepare: Callable[[Columns, Sequence[int]], Prepared]
    ) -> AsyncGenerator[Slice[Prepared]]:
        """Yield all rows, each slice as ``prepare(columns, lines)`` makes it of the values that the driver takes.

        :raises SeedHeaderError: a row has other fields than the first.
        :raises SeedValueError: the first value that its field or its column refuses.
        """
        validator, binder = make_validator(target), Binder(target)
        taken, self._first = self._first, []
        count, done = _FEWEST, 0
        while True:
            started = time.perf_counter()
            taken += await self._take(count - len(taken))
            if self._waits:
                started = time.perf_counter()
            if not taken:
                return
            lines = list(range(done + 1, done + 1 + len(taken)))
            columns = validator.validate(Records(lines, self._read(taken, done), position=0))
            part = Slice(lines, prepare(binder.bind(columns, lines), lines))
            done += len(taken)
            taken = []
            elapsed = time.perf_counter() - started
            yield part
            count = max(_FEWEST, min(_MOST, 2 * count, int(count * SLICE_SECONDS / elapsed)))

    async def _take(self, count: int) -> list[Row]:
        if not isinstance(self._rows, AsyncIterable):
            return list(islice(self._rows, count))
        taken: list[Row] = []
        while len(taken) < count:
            try:
                taken.append(await anext(self._rows))
            except StopAsyncIteration:
                break
        return taken

    def _read(self, rows: list[Row], done: int) -> list[Any]:
        """Return the values of `rows`, which come after `done` others."""
        values: list[Any] = []
        if self._as_they_are and set(map(type, rows)) <= _TUPLES:
            values = rows
        else:
            for number, row in enumerate(rows, done + 1):
                try:
                    values.append(self._values(row))
                except (KeyError, AttributeError, TypeError) as error:
                    raise SeedHeaderError(
                        f"the row is not like the first, which gives {', '.join(self.header)}: {error!r}",
                        path=None,
                        line=number,
                    ) from error
        width = len(self.header)
        if set(map(len, values)) != {width}:
            at = next(index for index, found in enumerate(values) if len(found) != width)
            raise SeedValueError(f"{len(values[at])} values for the {width} columns", path=None, line=done + at + 1)
        return values


def _reading(
    model: type[SQLModel], first: Row, columns: Sequence[str] | None
) -> tuple[tuple[str, ...], Callable[[Any], Sequence[Any]]]:
    """Return the fields that rows like `first` give, and what makes the values of a row in that order."""
    if isinstance(first, SQLModel):
        header = tuple(columns or model.model_fields)
        get = attrgetter(*header)
        return header, (get if len(header) > 1 else lambda row: (get(row),))
    if isinstance(first, Mapping):
        header = tuple(columns or first)
        return header, partial(_values_of_mapping, header, strict=not columns)
    if columns is None:
        raise SeedError(
            f"rows of type {type(first).__name__} do not say which fields they give: give objects of {model.__name__}, "
            "dicts, or tuples and columns=('name', …)",
            path=None,
        )
    return tuple(columns), _values_of_sequence


def _values_of_mapping(header: tuple[str, ...], row: Mapping[str, Any], *, strict: bool) -> Sequence[Any]:
    values = [row[name] for name in header]
    if strict and len(row) > len(header):
        raise KeyError(*(row.keys() - set(header)))
    return values


def _values_of_sequence(row: Any) -> Sequence[Any]:
    if isinstance(row, str | bytes) or not isinstance(row, Sequence):
        raise TypeError(f"{type(row).__name__} is not a tuple")
    return tuple(row)
