"""Finding the row that the server refused."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from aiolift import Database
from aiolift.errors import SeedDuplicateError, SeedError, SeedValueError
from tests.seeding.conftest import CsvWriter
from tests.seeding.models import Branch, City, Detail
from tests.servers import FaultProxy, Server

CODES = "code,name\n" + "".join(f"C{number},name\n" for number in range(8))


async def refused(
    db: Database, path_content: str, csv_file: CsvWriter, model: type = City, **options: object
) -> SeedError:
    """Seed a file that the server refuses, and see that it left nothing."""
    with pytest.raises(SeedError) as caught:
        await db.seed(model, csv_file(path_content), key=options.pop("key", ("code",)), **options)  # type: ignore[arg-type]
    async with db.reader() as session:
        assert (await session.exec(select(model))).all() == []
    return caught.value


async def test_unique_index(db: Database, csv_file: CsvWriter) -> None:
    """A row that breaks a unique index other than the key's is a duplicate, at its line."""
    found = await refused(db, f"{CODES}C3,again\n", csv_file, key=("name", "code"), batch_size=3)
    assert (type(found), found.line) == (SeedDuplicateError, 10)
    assert "the database refuses this row, as another has the same unique key" in str(found)


async def test_foreign_key(db: Database, csv_file: CsvWriter) -> None:
    """A row that refers to nothing is refused at its line."""
    async with db.session() as session:
        session.add(City(code="A", name="a"))
    found = await refused(db, "name,city_code\na,A\nb,A\nc,B\nd,A\n", csv_file, Branch, key=("name",))
    assert (type(found), found.line) == (SeedValueError, 4)


async def test_check(db: Database, csv_file: CsvWriter) -> None:
    """A row that breaks a CHECK is refused at its line, whatever class of error the driver makes of it."""
    async with db.session() as session:
        session.add(City(code="A", name="a"))
    found = await refused(db, "name,city_code,staff\na,A,99\nb,A,100\n", csv_file, Branch, key=("name",))
    assert (type(found), found.line) == (SeedValueError, 3)


async def test_collation(server_db: Database, csv_file: CsvWriter) -> None:
    """Two keys that only the server's collation finds equal are a duplicate at the second line."""
    found = await refused(server_db, "code,name\nseoul,a\nbusan,b\nSeoul,c\n", csv_file)
    assert (type(found), found.line) == (SeedDuplicateError, 4)


async def test_a_duplicate_that_the_file_knows(db: Database, csv_file: CsvWriter) -> None:
    """Where the server refuses a duplicate of the file, the error names both lines all the same."""
    found = await refused(db, f"{CODES}C3,again\n", csv_file, batch_size=3)
    assert (type(found), found.line) == (SeedDuplicateError, 10)
    assert "the same as in line 5" in str(found)


async def test_refused_update(db: Database, csv_file: CsvWriter) -> None:
    """A row whose new values the server refuses is found too, and the table stays as it was."""
    async with db.session() as session:
        session.add_all([Detail(code=code, comment=code) for code in "ABC"])
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE UNIQUE INDEX seed_unique ON seed_detail (remark)"))
    path = csv_file("code,comment\nA,x\nB,y\nC,x\n")
    with pytest.raises(SeedDuplicateError) as caught:
        await db.seed(Detail, path, key=("code",), on_conflict="update")
    assert caught.value.line == 4
    async with db.reader() as session:
        assert sorted((await session.exec(select(Detail.comment))).all()) == ["A", "B", "C"]


async def test_lost_connection(server: Server, server_db: Database, csv_file: CsvWriter) -> None:
    """A connection that breaks during a batch is no fault of a row."""
    async with FaultProxy(server, offer_tls=False) as proxy:
        db = Database(proxy.url("asyncmy", database=server_db.url.database), retry_attempts=1)
        try:
            await db.connect()
            proxy.cut("INSERT", executed=False)
            with pytest.raises(DBAPIError):
                await db.seed(City, csv_file(CODES), key=("code",))
        finally:
            await db.dispose()
    async with server_db.reader() as session:
        assert (await session.exec(select(City))).all() == []
