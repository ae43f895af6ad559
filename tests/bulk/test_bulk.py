"""``db.bulk_load``: what comes into the table, and what is refused."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as daytime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, func, text
from sqlmodel import SQLModel, select

from aiolift import Database
from aiolift.bulk import BulkResult
from aiolift.errors import SeedDuplicateError, SeedError, SeedValueError
from tests.bulk.models import Computed, Everything, Level, Place, Strict
from tests.servers import Server

SPECIAL = "\\\t\n\r\0NntZ'\"%,;0서울😀é\x1a"


async def count(database: Database, model: type[SQLModel]) -> int:
    """The rows of a table."""
    async with database.reader() as session:
        return (await session.exec(select(func.count()).select_from(model))).one()


def values() -> Iterator[dict[str, Any]]:
    """Rows for `Everything`: each value of each kind, and texts of nothing but special characters."""
    yield {"text": None, "content": None, "amount": None}
    yield {
        "text": "서울 😀 \\N",
        "content": bytes(range(256)) + b"\\\t\n",
        "amount": Decimal("12345678901234.123456"),
        "ratio": 0.1,
        "flag": True,
        "day": date(2024, 2, 29),
        "moment": datetime(2024, 2, 29, 23, 59, 59, 999999, UTC),
        "opens": daytime(23, 59, 59, 1),
        "took": timedelta(days=1, seconds=1),
        "document": {"이름": ["따옴표 \" ' \\ \n \t", None, 1.5, True]},
        "token": uuid.UUID(int=2**128 - 1),
        "level": Level.METROPOLITAN,
    }
    yield {"text": "", "content": b"", "amount": Decimal("-1E-6"), "ratio": -1e-300, "flag": False, "document": "\\N"}
    choose = random.Random(0)
    for length in range(200):
        yield {"text": "".join(choose.choices(SPECIAL, k=length % 23)), "content": choose.randbytes(length % 17)}


class TestLoadData:
    """On MySQL and MariaDB, with each driver."""

    async def test_same_as_the_orm(self, loading: Database) -> None:
        """Every value is the one that the ORM would have written, attribute for attribute."""
        rows = [Everything(**row) for row in values()]
        async with loading.session() as session:
            session.add_all([Everything(**row) for row in values()])
        assert await loading.bulk_load(Everything, rows) == BulkResult(len(rows), "LOAD DATA")
        async with loading.reader() as session:
            written = (await session.exec(select(Everything).order_by(Everything.id))).all()  # type: ignore[arg-type]
        assert len(written) == 2 * len(rows)
        for inserted, loaded in zip(written[: len(rows)], written[len(rows) :], strict=True):
            assert loaded.model_dump(exclude={"id"}) == inserted.model_dump(exclude={"id"})

    async def test_same_bytes_on_the_server(self, loading: Database) -> None:
        """The server holds the very bytes of a text, which a driver might read back as it wrote them."""
        texts = [row["text"] for row in values() if row["text"]]
        await loading.bulk_load(Everything, ((value,) for value in texts), columns=["text"])
        async with loading.reader() as session:
            found = (await session.exec(text("SELECT HEX(text) FROM bulk_everything ORDER BY id"))).scalars().all()  # type: ignore[call-overload]
        assert found == [value.encode().hex().upper() for value in texts]

    @pytest.mark.parametrize("mode", ["ANSI,NO_BACKSLASH_ESCAPES", "", "NO_AUTO_VALUE_ON_ZERO"])
    async def test_sql_mode(self, loading: Database, mode: str) -> None:
        """A mode that the sessions of the pool have does not change what is read."""

        @event.listens_for(loading.engine.sync_engine, "connect")
        def set_mode(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute(f"SET sql_mode = '{mode}'")
            cursor.close()

        await loading.engine.dispose()
        assert (await loading.bulk_load(Place, [("a", "\\\t'\n")], columns=("code", "name"))).method == "LOAD DATA"
        async with loading.reader() as session:
            assert (await session.exec(select(Place.name))).one() == "\\\t'\n"

    async def test_time_zone(self, loading: Database) -> None:
        """Where the sessions of the pool have a time zone, TIMESTAMP columns are filled in it."""

        @event.listens_for(loading.engine.sync_engine, "connect")
        def set_zone(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("SET time_zone = '+09:00'")
            cursor.close()

        await loading.engine.dispose()
        async with loading.session() as session:
            await session.exec(text("ALTER TABLE bulk_everything MODIFY at TIMESTAMP(6) NULL"))  # type: ignore[call-overload]
        await loading.bulk_load(Everything, [{"moment": datetime(2024, 1, 1, 9, tzinfo=UTC)}])
        async with loading.session() as session:
            seconds = await session.scalar(text("SELECT UNIX_TIMESTAMP(at) FROM bulk_everything"))
        assert seconds == datetime(2024, 1, 1, tzinfo=UTC).timestamp()

    async def test_many_rows(self, loading: Database) -> None:
        """Rows fill many packets, so that their numbers start again from 0, and all of them arrive."""
        rows = [(f"{number:08}", "가" * 20) for number in range(30_000)]
        progress: list[int] = []
        result = await loading.bulk_load(Place, rows, columns=("code", "name"), progress=progress.append)
        assert result == BulkResult(30_000, "LOAD DATA")
        assert await count(loading, Place) == 30_000
        assert progress == sorted(progress)
        assert progress[-1] == 30_000

    async def test_large_value(self, loading: Database) -> None:
        """A value that is larger than a packet arrives."""
        large = "가\t" * 500_000
        async with loading.session() as session:
            await session.exec(text("ALTER TABLE bulk_everything MODIFY text LONGTEXT"))  # type: ignore[call-overload]
        await loading.bulk_load(Everything, [{"text": large}])
        async with loading.reader() as session:
            assert (await session.exec(select(Everything.text))).one() == large

    async def test_the_loop_goes_on(self, loading: Database) -> None:
        """While rows are loaded, another task has its turn between any two slices."""
        turns = 0

        async def count_turns() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        slices: list[int] = []
        counting = asyncio.create_task(count_turns())
        rows = ((f"{number:08}", "이름") for number in range(20_000))
        await loading.bulk_load(Place, rows, columns=("code", "name"), progress=lambda _: slices.append(turns))
        counting.cancel()
        assert len(slices) >= 20
        assert len(set(slices)) == len(slices)

    async def test_duplicate_of_a_row(self, loading: Database) -> None:
        """A key that is in the table is an error, and nothing is loaded; LOAD DATA would pass over the row."""
        await loading.bulk_load(Place, [("a", None)], columns=("code", "name"))
        with pytest.raises(SeedDuplicateError, match=r"2 of 3 rows.*Duplicate entry 'a'.*\(1062\)"):
            await loading.bulk_load(Place, [("b", None), ("a", None), ("c", None)], columns=("code", "name"))
        assert await count(loading, Place) == 1

    async def test_duplicate_in_the_rows(self, loading: Database) -> None:
        """A key that two of the rows have is an error, and nothing is loaded."""
        with pytest.raises(SeedDuplicateError, match="Duplicate entry"):
            await loading.bulk_load(Place, [("a", None), ("a", None)], columns=("code", "name"))
        assert await count(loading, Place) == 0

    async def test_refused_by_the_server(self, loading: Database) -> None:
        """A row that only the server can refuse is an error, and nothing is loaded."""
        with pytest.raises(SeedError, match=r"(?i)constraint"):
            await loading.bulk_load(Strict, [{"staff": 1}, {"staff": 100}])
        assert await count(loading, Strict) == 0

    async def test_bent_by_the_server(self, loading: Database) -> None:
        """A value that the server would cut off, as its column is narrower than the model's, is an error."""
        async with loading.session() as session:
            await session.exec(text("ALTER TABLE bulk_place MODIFY name VARCHAR(3)"))  # type: ignore[call-overload]
        with pytest.raises(SeedValueError, match="row 2: .*truncated") as caught:
            await loading.bulk_load(Place, [("a", "abc"), ("b", "abcd")], columns=("code", "name"))
        assert caught.value.line == 2
        assert await count(loading, Place) == 0

    async def test_null_into_not_null(self, loading: Database) -> None:
        """NULL for a column that has become NOT NULL is an error; LOAD DATA would make it an empty text."""
        async with loading.session() as session:
            await session.exec(text("ALTER TABLE bulk_place MODIFY name VARCHAR(20) NOT NULL"))  # type: ignore[call-overload]
        with pytest.raises(SeedValueError, match="NULL|null"):
            await loading.bulk_load(Place, [("a", None)], columns=("code", "name"))
        assert await count(loading, Place) == 0

    async def test_rows_that_fail(self, loading: Database) -> None:
        """An error of the iterable comes out, nothing is loaded, and no connection is left behind."""

        def rows() -> Iterator[tuple[str, str]]:
            yield from ((f"{number:08}", "이름") for number in range(5000))
            raise ZeroDivisionError("in the rows")

        with pytest.raises(ZeroDivisionError, match="in the rows"):
            await loading.bulk_load(Place, rows(), columns=("code", "name"))
        assert await count(loading, Place) == 0
        await loading.bulk_load(Place, [("00000001", None)], columns=("code", "name"))

    async def test_cancelled(self, loading: Database, loading_server: Server) -> None:
        """A cancelled load leaves no row, and its connection is closed."""
        started = asyncio.Event()

        async def rows() -> AsyncIterator[tuple[str, str]]:
            for number in range(5000):
                yield f"{number:08}", "이름"
            started.set()
            await asyncio.sleep(60)

        loading_task = asyncio.create_task(loading.bulk_load(Place, rows(), columns=("code", "name")))
        await started.wait()
        loading_task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loading_task
        busy = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'LOAD DATA LOCAL%'"
        while loading_server.run_sql(busy) != ((0,),):
            await asyncio.sleep(0.02)
        assert await count(loading, Place) == 0

    async def test_the_connection_is_closed(self, loading: Database, loading_server: Server) -> None:
        """A load leaves no connection on the server but those of the pool."""
        await loading.bulk_load(Place, [("a", None)], columns=("code", "name"))
        await loading.dispose()
        ours = f"SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{loading.url.database}'"
        while loading_server.run_sql(ours) != ((0,),):
            await asyncio.sleep(0.02)


class TestSwitchedOff:
    """Where the server does not allow LOAD DATA LOCAL, or it cannot do what the model asks."""

    async def test_off(self, loading: Database, loading_server: Server) -> None:
        """Rows are inserted, and the result says so, and how to change it."""
        loading_server.run_sql("SET GLOBAL local_infile = 0")
        result = await loading.bulk_load(Place, ((code, None) for code in "abc"), columns=("code", "name"))
        assert result == BulkResult(3, "INSERT", "local_infile is off on the server (SET GLOBAL local_infile = ON)")
        assert await count(loading, Place) == 3

    async def test_expression(self, loading: Database) -> None:
        """A column whose value is an SQL expression is inserted."""
        result = await loading.bulk_load(Computed, [{"name": "a"}])
        assert (result.method, result.reason) == ("INSERT", "the value of a column is an SQL expression")
        async with loading.reader() as session:
            assert (await session.exec(select(Computed.made))).one() == 9
