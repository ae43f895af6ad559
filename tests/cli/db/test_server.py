"""What a server says about itself."""

from collections.abc import AsyncIterator

import pytest

from aiolift import Database
from aiolift.cli.db import server


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """A Database of every server and driver."""
    database = Database(any_url)
    yield database
    await database.dispose()


async def test_product(db: Database, request: pytest.FixtureRequest) -> None:
    """Product, version and character set are those of the server, with every driver."""
    found = await server.ask(db)
    product = {"sqlite": "SQLite", "mysql": "MySQL", "mariadb": "MariaDB"}[request.node.callspec.id.partition("-")[0]]
    assert (found.product, found.tls) == (product, None)
    assert found.version[0].isdecimal()
    assert product not in found.version
    assert found.charset == found.database_charset == ("UTF-8" if product == "SQLite" else "utf8mb4")
    assert found.round_trip_seconds > 0
