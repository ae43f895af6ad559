"""SQLite is a database to develop and test with: as strict as a server, and it leaves no file behind."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from aiolift import Database
from aiolift.errors import DatabaseURLError, UnsupportedOptionError
from tests.drivers.databases import opened

metadata = MetaData()
team = Table("team", metadata, Column("id", Integer, primary_key=True))
hero = Table("hero", metadata, Column("id", Integer, primary_key=True), Column("team_id", ForeignKey("team.id")))


@pytest.fixture(params=["file", "memory"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with both tables, in a file and in memory."""
    url = f"sqlite:///{tmp_path}/travel.db" if request.param == "file" else "sqlite://"
    async with opened(url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield database


async def test_foreign_keys(database: Database) -> None:
    """A row that refers to nothing is refused."""
    async with database.engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(insert(hero).values(team_id=7))


async def test_savepoint(database: Database) -> None:
    """A savepoint is rolled back for itself, and belongs to its transaction."""
    async with database.engine.connect() as connection:
        await connection.execute(insert(team).values(id=1))
        async with connection.begin_nested() as savepoint:
            await connection.execute(insert(team).values(id=2))
            await savepoint.rollback()
        assert (await connection.scalars(select(team.c.id))).all() == [1]
        await connection.rollback()
    async with database.engine.connect() as connection:
        assert (await connection.scalars(select(team.c.id))).all() == []


async def test_tables_belong_to_the_transaction(database: Database) -> None:
    """A table that was created is gone after a rollback."""
    async with database.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE extra (id INT)"))
        await connection.rollback()
    assert await database.table_names() == ["hero", "team"]


async def test_readers_beside_a_writer(database: Database) -> None:
    """While a transaction writes, readers go on, and see what was there before."""
    async with database.engine.connect() as writer:
        await writer.execute(insert(team).values(id=1))
        async with database.read_engine.connect() as reader:
            assert (await reader.scalars(select(team.c.id))).all() == []
        await writer.commit()
        async with database.read_engine.connect() as reader:
            assert (await reader.scalars(select(team.c.id))).all() == [1]


async def test_writers_wait_for_each_other(database: Database) -> None:
    """A writer waits for another one to commit."""

    async def write(number: int) -> None:
        async with database.engine.begin() as connection:
            await connection.execute(insert(team).values(id=number))
            await asyncio.sleep(0.02)

    await asyncio.gather(*map(write, range(1, 8)))
    async with database.read_engine.connect() as connection:
        assert len((await connection.scalars(select(team.c.id))).all()) == 7


async def test_reader_cannot_write(database: Database) -> None:
    """The engine of the readers refuses to write."""
    async with database.read_engine.connect() as connection:
        with pytest.raises(Exception, match="read-only"):
            await connection.execute(insert(team).values(id=1))


async def test_memory_is_private() -> None:
    """Each Database in memory has tables of its own, which its sessions and readers share."""
    async with opened("sqlite://") as one, opened("sqlite://") as other:
        await one.create_tables(metadata)
        async with one.reader() as session:
            assert (await session.exec(select(team.c.id))).all() == []
        assert await one.table_names() == ["hero", "team"]
        assert await other.table_names() == []


def is_file(path: Path) -> bool:
    """Whether there is such a file."""
    return path.exists()


def is_private(folder: Path) -> bool:
    """Whether only its owner may look into a folder."""
    return folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
async def test_memory_leaves_no_file(url: str) -> None:
    """What stands for the memory is a temporary file, which is removed with its Database."""
    async with opened(url) as database:
        await database.create_tables(metadata)
        assert database.url.database is not None
        file = Path(database.url.database)
        assert is_private(file.parent)
        assert is_file(file)
    del database
    gc.collect()
    assert not is_file(file)


def test_memory_leaves_no_file_at_exit() -> None:
    """It is also removed when the interpreter ends, with the Database in use."""
    program = (
        "import asyncio; from aiolift import Database; database = Database('sqlite://');"
        "asyncio.run(database.table_names()); print(database.url.database)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip().endswith("memory.db")
    assert not Path(run.stdout.strip()).parent.exists()


async def test_folder_does_not_exist(tmp_path: Path) -> None:
    """A folder that does not exist is an error when the Database is made."""
    with pytest.raises(DatabaseURLError, match=f"{tmp_path}/data; create it"):
        Database(f"sqlite:///{tmp_path}/data/travel.db")


@pytest.mark.parametrize(
    "option", [{"unix_socket": "/run/mysqld.sock"}, {"read_timeout": 3}, {"tls": True}, {"tls_ca": "/etc/ca.pem"}]
)
def test_options_of_a_server(option: dict[str, object]) -> None:
    """What only a server can do is an error when the Database is made."""
    with pytest.raises(UnsupportedOptionError, match=next(iter(option)).partition("_ca")[0]):
        Database("sqlite://", **option)


async def test_file_is_a_directory(tmp_path: Path) -> None:
    """A file that SQLite cannot open is an error of the first connection."""
    async with opened(f"sqlite:///{tmp_path}") as database:
        with pytest.raises(OperationalError, match="unable to open"):
            await database.engine.connect()
