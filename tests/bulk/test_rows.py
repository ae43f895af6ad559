"""Rows, taken a few at a time."""

import time
from collections.abc import AsyncIterator, Iterator

from sqlalchemy.dialects import mysql

from aiolift.bulk.rows import SLICE_SECONDS, RowSource
from aiolift.seeding.target import find_target
from tests.bulk.models import Place


async def taken(source: RowSource, *, pause: float = 0) -> list[list[int]]:
    """The numbers of the rows in each slice, each of which takes `pause` seconds to prepare."""
    assert await source.open()
    target = find_target(Place, source.header, None, path=None, dialect=mysql.dialect())
    slices = source.slices(target, lambda _columns, _lines: time.sleep(pause))
    return [list(part.lines) async for part in slices]


def rows(count: int) -> Iterator[tuple[str]]:
    """Rows for `Place`."""
    return ((f"{number}",) for number in range(count))


async def test_every_row_once() -> None:
    """Slices have all the rows, in their order, numbered from 1."""
    slices = await taken(RowSource(Place, rows(5000), ("code",)))
    assert [number for part in slices for number in part] == list(range(1, 5001))


async def test_slices_grow_and_stay_short() -> None:
    """Slices begin small, so that the first is short however slow the model is, and grow where there is time."""
    sizes = [len(part) for part in await taken(RowSource(Place, rows(20_000), ("code",)))]
    assert sizes[0] < 10
    assert max(sizes) > 10 * sizes[0]
    slow = [len(part) for part in await taken(RowSource(Place, rows(100), ("code",)), pause=2 * SLICE_SECONDS)]
    assert max(slow) <= 10


async def test_lazy() -> None:
    """No more rows are taken than are needed: an endless iterator is fine."""

    def endless() -> Iterator[tuple[str]]:
        while True:
            yield ("a",)

    source = RowSource(Place, endless(), ("code",))
    assert await source.open()
    target = find_target(Place, source.header, None, path=None, dialect=mysql.dialect())
    slices = source.slices(target, lambda columns, _lines: len(columns[0]))
    assert (await anext(slices)).prepared > 0
    await slices.aclose()


async def test_asynchronous() -> None:
    """Rows of an async iterator are taken as they come."""

    async def asynchronous() -> AsyncIterator[tuple[str]]:
        for row in rows(30):
            yield row

    slices = await taken(RowSource(Place, asynchronous(), ("code",)))
    assert [number for part in slices for number in part] == list(range(1, 31))


async def test_header() -> None:
    """The first row says which fields the rows give, where `columns` does not."""
    source = RowSource(Place, [{"name": "b", "code": "a"}], None)
    assert await source.open()
    assert source.header == ("name", "code")
    source = RowSource(Place, [Place(code="a")], None)
    assert await source.open()
    assert source.header == ("id", "code", "name")
    assert not await RowSource(Place, [], None).open()
