"""Files to seed, and databases with the tables of `tests.seeding.models`."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from aiolift import Database
from tests.seeding.models import METADATA
from tests.servers import Server

CsvWriter = Callable[..., Path]


@pytest.fixture
def csv_file(tmp_path: Path) -> CsvWriter:
    """``csv_file("name\\n서울\\n", encoding="cp949")``, or with bytes: the path of a new file."""

    def write(content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "cities.csv"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with the tables, for every driver on every server."""
    database = Database(any_url)
    await database.create_tables(METADATA)
    yield database
    await database.dispose()


@pytest.fixture
async def server_db(server: Server, fresh_database: Callable[..., str]) -> AsyncIterator[Database]:
    """Yield a Database with the tables, for every server with the default driver."""
    database = Database(fresh_database(server), retry_attempts=20)
    await database.create_tables(METADATA)
    yield database
    await database.dispose()


@pytest.fixture
async def sqlite() -> AsyncIterator[Database]:
    """Yield a SQLite Database with the tables."""
    database = Database("sqlite://")
    await database.create_tables(METADATA)
    yield database
    await database.dispose()
