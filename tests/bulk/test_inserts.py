"""Rows by INSERTs, on SQLite; what happens before they are sent is the same everywhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from aiolift import Database
from aiolift.bulk import BulkResult
from aiolift.errors import SeedDuplicateError, SeedError, SeedHeaderError, SeedValueError
from tests.bulk.models import Place, Strict, Validated
from tests.bulk.test_bulk import count


class TestRows:
    """What rows may be, and what they may not."""

    @pytest.fixture
    def database(self, sqlite: Database) -> Database:
        """The database."""
        return sqlite

    async def test_kinds_of_rows(self, database: Database) -> None:
        """Objects, dicts and tuples are rows, from lists, generators and async generators."""

        async def asynchronous() -> AsyncIterator[list[str]]:
            yield ["d", "넷"]

        await database.bulk_load(Place, [Place(code="a", name="하나")])
        await database.bulk_load(Place, iter([{"name": "둘", "code": "b"}]))
        await database.bulk_load(Place, (pair for pair in [("셋", "c")]), columns=("name", "code"))
        await database.bulk_load(Place, asynchronous(), columns=("code", "name"))
        async with database.reader() as session:
            found = (await session.exec(select(Place.code, Place.name).order_by(Place.code))).all()
        assert found == [("a", "하나"), ("b", "둘"), ("c", "셋"), ("d", "넷")]

    async def test_no_rows(self, database: Database) -> None:
        """Nothing to load is no error."""
        assert await database.bulk_load(Place, []) == BulkResult(0, "INSERT", "there were no rows")

    async def test_result(self, database: Database) -> None:
        """The result says how the rows were loaded, and why so."""
        assert await database.bulk_load(Place, [{"code": "a"}]) == BulkResult(1, "INSERT", "sqlite has no LOAD DATA")

    async def test_defaults_and_validation(self, database: Database) -> None:
        """A field that the rows do not give gets its default; a value that can be converted is."""
        await database.bulk_load(Strict, [{"staff": "7"}])
        async with database.reader() as session:
            found = (await session.exec(select(Strict))).one()
        assert (found.staff, found.kind) == (7, "같음")

    async def test_validators(self, database: Database) -> None:
        """A model's own validators run."""
        await database.bulk_load(Validated, [(" 서울 ",)], columns=("name",))
        async with database.reader() as session:
            assert (await session.exec(select(Validated.name))).one() == "서울"

    @pytest.mark.parametrize(
        ("rows", "columns", "error", "message"),
        [
            ([("a", "b" * 21)], ("code", "name"), SeedValueError, r"row 1, column 'name': 'b+' is refused"),
            ([("a", "b"), ("c", 5)], ("code", "name"), SeedValueError, r"row 2, column 'name': '5' is refused"),
            ([("a", "b"), ("c",)], ("code", "name"), SeedValueError, "row 2: 1 values for the 2 columns"),
            ([("a",), "b"], ("code",), SeedHeaderError, "row 2: the row is not like the first.*str is not a tuple"),
            ([("a",)], ("cod",), SeedHeaderError, "the rows, column 'cod': Place has no such field"),
            ([("a",)], ("name",), SeedHeaderError, "column 'code': this column is missing"),
            ([("a",)], None, SeedError, "rows of type tuple do not say which fields"),
            ([{"code": "a"}, {"code": "b", "name": "c"}], None, SeedHeaderError, "row 2: .*name"),
            ([{"code": "a", "name": "c"}, {"code": "b"}], None, SeedHeaderError, "row 2: .*name"),
        ],
    )
    async def test_refused(
        self, database: Database, rows: Any, columns: Any, error: type[SeedError], message: str
    ) -> None:
        """What does not fit is refused, with the row and the column, and nothing is loaded."""
        with pytest.raises(error, match=message):
            await database.bulk_load(Place, rows, columns=columns)
        assert await count(database, Place) == 0

    async def test_duplicate(self, database: Database) -> None:
        """A unique index that refuses a row is an error that names the row, and nothing is loaded."""
        with pytest.raises(SeedDuplicateError, match="row 2: the database refuses this row"):
            await database.bulk_load(Place, [("a",), ("a",)], columns=("code",))
        assert await count(database, Place) == 0
