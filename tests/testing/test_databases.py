"""A database for tests is made beside the one that the URL names, and removed whoever still uses it."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from aiolift import Database, DatabaseSettings
from aiolift.errors import DatabaseURLError
from aiolift.testing import databases
from tests.servers import Server
from tests.testing.connections import database_names, remaining_connections


@pytest.mark.parametrize("driver", ["asyncmy", "aiomysql", "mysqlconnector_async"])
async def test_on_a_server(server: Server, driver: str) -> None:
    """It gets a name of its own, speaks utf8mb4, and is gone afterwards, and the database of the URL need not exist."""
    disposable = databases.beside(DatabaseSettings.create(url=server.url(driver, database="beside_this")))
    name = make_url(disposable.settings.url.get_secret_value()).database or ""
    await disposable.drop()  # there is none yet
    await disposable.create()
    try:
        assert database_names(server, "beside_this") == [name]
        assert name.startswith("beside_this_test_")
        assert server.run_sql("SELECT @@character_set_database", database=name) == (("utf8mb4",),)
    finally:
        await disposable.drop()
    assert database_names(server, "beside_this") == []
    assert remaining_connections(server, "information_schema") == 0


@pytest.mark.parametrize("driver", ["asyncmy", "aiomysql", "mysqlconnector_async"])
async def test_drop_while_in_use(server: Server, driver: str) -> None:
    """It is dropped although a transaction that a test left open holds its table."""
    disposable = databases.beside(DatabaseSettings.create(url=server.url(driver, database="in_use")))
    await disposable.create()
    name = make_url(disposable.settings.url.get_secret_value()).database
    with server.connect(database=name, autocommit=False) as left_open, left_open.cursor() as cursor:
        cursor.execute("CREATE TABLE held (id INT)")
        cursor.execute("INSERT INTO held VALUES (1)")
        await disposable.drop()
        assert database_names(server, "in_use") == []


@pytest.mark.parametrize("name", ["travel_test", "x" * 64])
async def test_names(mariadb: Server, name: str) -> None:
    """The name is not made longer than a server takes, and does not say test twice."""
    disposable = databases.beside(DatabaseSettings.create(url=mariadb.url(database=name)))
    await disposable.create()
    try:
        (created,) = database_names(mariadb, name[:40])
        assert created.count("_test_") == 1
    finally:
        await disposable.drop()


async def test_with_few_privileges(server: Server) -> None:
    """An account that may do everything in databases of this prefix, and nothing else, makes and drops them."""
    server.run_sql(
        "CREATE USER few_privileges IDENTIFIED BY 'secret'",
        r"GRANT ALL ON `few\_test\_%`.* TO few_privileges",
    )
    try:
        url = server.url(database="few", user="few_privileges", password="secret")
        disposable = databases.beside(DatabaseSettings.create(url=url))
        await disposable.create()
        left_open = Database(disposable.settings)
        async with left_open.engine.connect() as connection:
            await connection.execute(text("CREATE TABLE held (id INT)"))
            await connection.execute(text("INSERT INTO held VALUES (1)"))
            await disposable.drop()
            await connection.invalidate()
        await left_open.dispose()
        assert database_names(server, "few") == []
    finally:
        server.run_sql("DROP USER few_privileges")


def test_on_sqlite(tmp_path: Path) -> None:
    """On SQLite it is a file in a temporary folder, and the file that the URL names is not touched."""

    async def use() -> None:
        database = Database(disposable.settings)
        async with database.lock("test"), database.session() as session:
            await session.scalar(text("SELECT 1"))
        await database.dispose()

    disposable = databases.beside(DatabaseSettings.create(url=f"sqlite:///{tmp_path / 'production.db'}"))
    asyncio.run(disposable.create())
    asyncio.run(use())
    file = Path(make_url(disposable.settings.url.get_secret_value()).database or "")
    assert file.is_file()
    asyncio.run(disposable.drop())
    assert not file.parent.exists()
    assert list(tmp_path.iterdir()) == []


def test_malformed_url() -> None:
    """A URL without a database name is refused before anything is done."""
    with pytest.raises(DatabaseURLError, match="no database name"):
        databases.beside(DatabaseSettings.create(url="mysql://user@127.0.0.1/"))
