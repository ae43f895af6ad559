"""Batches that are ready for the database, made in a thread."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import cast

import pytest
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from aiolift.errors import SeedDuplicateError, SeedValueError
from aiolift.seeding.batches import Batch, ahead, make_batches
from aiolift.seeding.duplicates import KeyRegister
from aiolift.seeding.inserting import Insert
from aiolift.seeding.reader import CsvFile
from aiolift.seeding.target import find_target
from tests.seeding.conftest import CsvWriter
from tests.seeding.models import City, Detail


def batches(csv_file: CsvWriter, model: type[SQLModel], content: str, key: str = "code", size: int = 2) -> list[Batch]:
    """Return the batches of a file, bound for SQLite."""
    path = csv_file(content)
    with CsvFile(path) as file, KeyRegister(path, 1) as register:
        file.examine()
        target = find_target(model, file.header, [key], path=path, dialect=sqlite.dialect())
        return list(make_batches(file, target, Insert(target), register, size=size))


def test_bound(csv_file: CsvWriter) -> None:
    """Rows have the values of the driver in the order of the table; the columns keep those of the model."""
    first, second = batches(csv_file, City, "name,code,level\n서울,A,광역시\n부산,B,\n대구,C,\n")
    assert first.bound == [("A", "서울", 0, "METROPOLITAN", False), ("B", "부산", 0, None, False)]
    assert first.columns[:2] == [("서울", "부산"), ("A", "B")]
    assert (second.lines, len(second.bound)) == ([4], 1)


def test_time_zone(csv_file: CsvWriter) -> None:
    """A time goes to the server in UTC, and one without zone is refused, as SQLModel would."""
    header = "code,seen_at\n"
    (batch,) = batches(csv_file, Detail, f"{header}A,2024-01-31T09:00:00+09:00\n")
    assert batch.columns[1] == (datetime(2024, 1, 31, tzinfo=UTC),)
    with pytest.raises(SeedValueError, match=r"does not fit the column: .* timezone") as caught:
        batches(csv_file, Detail, f"{header}A,2024-01-31T09:00:00Z\nB,2024-01-31T09:00:00\n")
    assert (caught.value.line, caught.value.column) == (3, "seen_at")


def test_empty_key(csv_file: CsvWriter) -> None:
    """A key without value is refused, as NULL is equal to nothing."""
    with pytest.raises(SeedValueError, match="NULL identifies no row") as caught:
        batches(csv_file, Detail, "code,comment\nA,a\nB,\n", key="comment")
    assert (caught.value.line, caught.value.column) == (3, "comment")


def test_duplicate(csv_file: CsvWriter) -> None:
    """A key that occurs twice is an error that names both lines, however far apart they are."""
    content = 'code,name\nA,"two\nlines"\nB,b\nC,c\nD,d\nA,a\n'
    with pytest.raises(SeedDuplicateError, match=r"the key \(code\) is the same as in line 2") as caught:
        batches(csv_file, City, content)
    assert (caught.value.line, caught.value.column) == (7, "code")


def numbers(made: list[int], count: int = 4) -> Generator[Batch]:
    """Yield numbers in the place of batches, and note which thread makes them."""
    for number in range(count):
        made.append(threading.get_ident())
        yield cast("Batch", number)


async def test_ahead() -> None:
    """Batches come in order, made in other threads."""
    made: list[int] = []
    assert [batch async for batch in ahead(numbers(made))] == [0, 1, 2, 3]
    assert threading.get_ident() not in made


async def test_ahead_is_bounded() -> None:
    """No more than one batch is made ahead of the one in use."""
    made: list[int] = []
    async with aclosing(ahead(numbers(made))) as source:
        async for _ in source:
            await asyncio.sleep(0.05)
            assert len(made) == 2
            break


async def test_ahead_waits_for_the_thread() -> None:
    """When the reader is cancelled, the thread has ended its batch before anything is closed."""
    running, closed = threading.Event(), threading.Event()

    def slow() -> Generator[Batch]:
        try:
            yield cast("Batch", 0)
            running.set()
            threading.Event().wait(0.2)
            yield cast("Batch", 1)
        finally:
            closed.set()

    async def read() -> None:
        async with aclosing(ahead(slow())) as source:
            async for _ in source:
                await asyncio.sleep(3600)

    task = asyncio.create_task(read())
    await asyncio.to_thread(running.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()
