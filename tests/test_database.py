"""Database: how it is made, how it connects or says why not, and how it is let go."""

import asyncio
import gc
import os
import socket
import traceback
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import make_url, text

from aiolift import ConnectError, Database, DatabaseSettings
from tests.conftest import MYSQL_DRIVERS
from tests.heroes import create_heroes, hero_names
from tests.servers import FaultProxy, Server

each_driver = pytest.mark.parametrize("driver", MYSQL_DRIVERS)


@pytest.fixture
def app() -> SimpleNamespace:
    """Return what a lifespan needs of an application."""
    return SimpleNamespace(state=SimpleNamespace())


async def connect_error(url: str, **options: object) -> str:
    """Return the text of the error that connecting to `url` gives; what is printed with it shows no password."""
    db = Database(url, **{"startup_timeout": 0, "connect_retry": 0} | options)
    with pytest.raises(ConnectError) as caught:
        await db.connect()
    await db.dispose()
    printed = "".join(traceback.format_exception(caught.value)) + repr(db)
    password = make_url(url).password
    if password:
        assert password not in printed
        assert urllib.parse.quote_plus(password) not in printed
    return str(caught.value)


def test_repr_hides_the_password() -> None:
    """The repr shows where the Database is, and no password."""
    db = Database("mysql+asyncmy://hong:s3cret@127.0.0.1/travel")
    assert repr(db) == "Database('mysql+asyncmy://hong:***@127.0.0.1/travel')"


def test_made_from_a_url_object_or_from_settings() -> None:
    """A URL object keeps its password, settings can be given whole, and options win over them."""
    url = "mysql+asyncmy://hong:s3cret@127.0.0.1/travel"
    assert Database(make_url(url)).url.password == "s3cret"
    settings = DatabaseSettings.create(url=url, pool_size=7)
    assert Database(settings).settings is settings
    assert Database(settings, pool_size=8).settings.pool_size == 8
    assert Database(settings, retry_attempts=2).settings.pool_size == 7


def test_from_env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL and its like come from `.env` or from the environment, which wins; options win over both."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Path(".env").write_text("DATABASE_URL=sqlite:///from_file.db\nDATABASE_POOL_SIZE=7\n", encoding="utf-8")
    db = Database.from_env()
    assert (db.url.database, db.settings.pool_size) == ("from_file.db", 7)

    monkeypatch.setenv("DATABASE_URL", "sqlite:///from_environment.db")
    assert Database.from_env().url.database == "from_environment.db"
    assert Database.from_env(pool_size=3).settings.pool_size == 3


@each_driver
async def test_wrong_password(server: Server, driver: str) -> None:
    """The error names the user and the fix, and is not waited for."""
    url = server.url(driver, database="mysql", password="wr0ng+p@ss")
    message = await connect_error(url, startup_timeout=600, connect_retry=600)
    assert f"mysql+{driver}://{server.user}:***@" in message
    assert "Access denied" in message
    assert "check the user and the password" in message


@each_driver
async def test_unknown_database(server: Server, driver: str) -> None:
    """The error names the database and the fix."""
    message = await connect_error(server.url(driver, database="nowhere"), startup_timeout=600, connect_retry=600)
    assert "Unknown database 'nowhere'" in message
    assert "create the database" in message


@each_driver
async def test_no_access_to_the_database(server: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """A user without privileges on the database is told to get them."""
    database = fresh_database(server).rpartition("/")[2]
    server.run_sql("CREATE USER stranger IDENTIFIED BY 's3cret+word'")
    try:
        message = await connect_error(server.url(driver, database=database, user="stranger", password="s3cret+word"))
    finally:
        server.run_sql("DROP USER stranger")
    assert "grant this user access" in message


@each_driver
async def test_nobody_listens(driver: str, unused_port: int) -> None:
    """A refused connection says where, and what to look at."""
    message = await connect_error(f"mysql+{driver}://hong:s3cret@127.0.0.1:{unused_port}/travel")
    assert f"127.0.0.1:{unused_port}" in message
    assert "is the server running" in message


@each_driver
async def test_unknown_host(driver: str) -> None:
    """So does a host that does not exist."""
    message = await connect_error(f"mysql+{driver}://hong:s3cret@nowhere.invalid/travel")
    assert "nowhere.invalid" in message


@each_driver
async def test_server_does_not_greet(mariadb: Server, driver: str) -> None:
    """A server that accepts and then says nothing is given up after ``connect_timeout``."""
    async with FaultProxy(mariadb) as proxy:
        proxy.silent = True
        message = await connect_error(proxy.url(driver, database="mysql"), connect_timeout=0.3)
    assert "within 0.3 s" in message


@pytest.fixture
def unused_port() -> Iterator[int]:
    """Yield a port that refuses connections: bound, but nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize("content", ["a directory", "no database"])
async def test_sqlite_file_that_cannot_be_opened(tmp_path: Path, content: str) -> None:
    """SQLite's error says which file, and does not talk of servers."""
    path = tmp_path / "travel.db"
    path.mkdir() if content == "a directory" else path.write_text("name,area\n" * 100)
    message = await connect_error(f"sqlite:///{path}")
    assert str(path) in message
    assert "server" not in message


@each_driver
async def test_waits_for_a_server_that_starts(mariadb: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """``connect`` tries again while the server does not greet yet, for up to ``startup_timeout`` seconds."""
    database = fresh_database(mariadb).rpartition("/")[2]
    async with FaultProxy(mariadb) as proxy:
        proxy.silent = True
        db = Database(proxy.url(driver, database=database), connect_timeout=0.1, connect_retry=0, startup_timeout=600)
        connecting = asyncio.create_task(db.connect())
        while proxy.connections < 2:
            await asyncio.sleep(0.01)
        proxy.silent = False
        await connecting
        await db.dispose()


async def test_dispose_and_use_again(any_url: str) -> None:
    """``dispose`` closes every connection of the pool, of which both engines have a new one then."""
    db = Database(any_url)
    await create_heroes(db, "Deadpond")
    assert await hero_names(db) == ["Deadpond"]
    assert db.engine.pool is db.read_engine.pool
    assert db.engine.pool.checkedin() == 2  # one in each mode
    await db.dispose()
    assert db.engine.pool is db.read_engine.pool
    assert db.engine.pool.checkedin() == 0
    assert await hero_names(db) == ["Deadpond"]
    await db.dispose()


async def test_sqlite_in_memory_is_one_database() -> None:
    """A session and a reader of ``sqlite://`` see the same data side by side, and nothing is left of it afterwards."""
    db = Database("sqlite://")
    await create_heroes(db, "Deadpond")
    async with db.session() as writer, db.reader() as reader:
        for session in (writer, reader):
            assert await session.scalar(text("SELECT name FROM hero")) == "Deadpond"
    await db.dispose()
    folder = os.path.dirname(db.url.database or "")
    assert os.listdir(folder)
    del db, writer, reader, session
    gc.collect()
    with pytest.raises(FileNotFoundError):
        os.listdir(folder)


async def test_lifespan(any_url: str, app: SimpleNamespace) -> None:
    """The lifespan connects, puts the Database in the application's state, and disposes at the end."""
    db = Database(any_url)
    async with db.lifespan(app):
        assert app.state.database is db
        assert db.engine.pool.checkedin() == 1
    assert db.engine.pool.checkedin() == 0


async def test_lifespan_disposes_after_an_error(any_url: str, app: SimpleNamespace) -> None:
    """Also where the application ends with an error."""
    db = Database(any_url)
    with pytest.raises(LookupError):
        async with db.lifespan(app):
            raise LookupError
    assert db.engine.pool.checkedin() == 0


async def test_errors_do_not_show_parameters(any_url: str) -> None:
    """The text of an error, which ends in logs, does not spell out the values of a statement, unless echo is on."""
    for echo in (False, True):
        db = Database(any_url, echo=echo)
        await create_heroes(db)
        with pytest.raises(Exception, match="nowhere") as caught:
            async with db.session() as session:
                await session.exec(text("SELECT * FROM nowhere WHERE token = :token"), params={"token": "s3cret"})
        assert ("s3cret" in str(caught.value)) is echo
        await db.dispose()
