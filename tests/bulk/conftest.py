"""Servers on which LOAD DATA LOCAL is allowed, and a Database on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from aiolift import Database
from tests.bulk.models import METADATA
from tests.servers import Server


@pytest.fixture
def loading_server(server_of: Server) -> Iterator[Server]:
    """The server of `mysql_url`, with local_infile on, as MariaDB has it by default and MySQL has not."""
    ((before,),) = server_of.run_sql("SELECT @@local_infile")
    server_of.run_sql("SET GLOBAL local_infile = 1")
    yield server_of
    server_of.run_sql(f"SET GLOBAL local_infile = {before}")


@pytest.fixture
async def loading(loading_server: Server, mysql_url: str) -> AsyncIterator[Database]:
    """A Database on every server and driver, with the tables of the models, which LOAD DATA fills."""
    database = Database(mysql_url)
    await database.create_tables(METADATA)
    yield database
    await database.dispose()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """A Database on SQLite, with the tables of the models, which INSERTs fill."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    await database.create_tables(METADATA)
    yield database
    await database.dispose()
