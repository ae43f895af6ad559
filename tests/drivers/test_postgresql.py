"""PostgreSQL's async drivers are passed through, with the settings translated."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from aiolift import Database, DatabaseSettings, ImplicitIOError, ReadOnlySessionError
from aiolift.drivers.postgresql import AsyncpgDriver, PsycopgDriver
from aiolift.errors import SettingsError, UnsupportedOptionError
from aiolift.server_errors import is_transient
from tests.drivers.databases import opened
from tests.drivers.postgres import Postgres, programs, running
from tests.heroes import Hero, Team, checked_out, create_heroes
from tests.servers.tls import write_certificates

DRIVERS = ("asyncpg", "psycopg")


def settings(**options: Any) -> DatabaseSettings:
    """Settings with these options."""
    return DatabaseSettings.create(url="postgresql://user@host/travel", **options)


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    """The certificate of a CA that no server has to do with."""
    write_certificates(tmp_path)
    return tmp_path / "ca.pem"


class TestAsyncpg:
    """asyncpg's connection arguments."""

    def test_defaults(self) -> None:
        """Without options, the time to connect is limited and nothing else."""
        assert AsyncpgDriver().connect_args(settings()) == {"timeout": 10.0, "command_timeout": None}

    def test_timeouts(self) -> None:
        """The times are passed on in seconds."""
        args = AsyncpgDriver().connect_args(settings(connect_timeout=2.5, read_timeout=0.5))
        assert args == {"timeout": 2.5, "command_timeout": 0.5}

    @pytest.mark.parametrize("check_hostname", [True, False])
    def test_tls(self, ca_file: Path, check_hostname: bool) -> None:
        """TLS is a context that verifies the server."""
        chosen = settings(tls_ca=ca_file, tls_check_hostname=check_hostname)
        context = AsyncpgDriver().connect_args(chosen)["ssl"]
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname is check_hostname


class TestPsycopg:
    """libpq's connection parameters."""

    @pytest.mark.parametrize(("seconds", "whole"), [(10, 10), (0.1, 2), (7.6, 8)])
    def test_timeout(self, seconds: float, whole: int) -> None:
        """libpq takes whole seconds, two at least."""
        args = PsycopgDriver().connect_args(settings(connect_timeout=seconds))
        assert args == {"connect_timeout": whole}

    def test_tls(self, ca_file: Path) -> None:
        """TLS verifies the server, and its name where that is asked for."""
        args = PsycopgDriver().connect_args(settings(tls_ca=ca_file))
        assert (args["sslmode"], args["sslrootcert"]) == ("verify-full", str(ca_file))
        args = PsycopgDriver().connect_args(settings(tls_ca=ca_file, tls_check_hostname=False))
        assert (args["sslmode"], args["sslrootcert"]) == ("verify-ca", str(ca_file))
        args = PsycopgDriver().connect_args(settings(tls=True))
        assert (args["sslmode"], args["sslrootcert"]) == ("verify-full", "system")


class TestUnsupported:
    """What is not translated is an error when the Database is made."""

    @pytest.mark.parametrize("driver", DRIVERS)
    @pytest.mark.parametrize("option", [{"multi_statements": True}, {"unix_socket": "/run/postgresql"}])
    def test_both(self, driver: str, option: dict[str, Any]) -> None:
        """MySQL's own options."""
        with pytest.raises(UnsupportedOptionError, match=next(iter(option))):
            Database(f"postgresql+{driver}://user@host/travel", **option)

    @pytest.mark.parametrize("option", [{"read_timeout": 1}, {"tls": True, "tls_check_hostname": False}])
    def test_psycopg(self, option: dict[str, Any]) -> None:
        """What libpq does not have."""
        with pytest.raises(UnsupportedOptionError, match=list(option)[-1]):
            Database("postgresql+psycopg://user@host/travel", **option)

    @pytest.mark.parametrize("driver", DRIVERS)
    def test_bad_ca_file(self, driver: str, tmp_path: Path) -> None:
        """A CA file that is missing."""
        with pytest.raises(SettingsError, match="tls_ca"):
            Database(f"postgresql+{driver}://user@host/travel", tls_ca=tmp_path / "ca.pem")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A running PostgreSQL."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    with running(found) as server:
        yield server


@pytest.mark.parametrize("driver", DRIVERS)
class TestServer:
    """Both drivers on a real server."""

    async def test_sessions(self, server: Postgres, driver: str) -> None:
        """A unit of work commits, a reader sees it and cannot write."""
        async with opened(server.url(driver)) as database:
            async with database.session() as session:
                connection = await session.connection()
                await connection.execute(text("DROP TABLE IF EXISTS note"))
                await connection.execute(text("CREATE TABLE note (words TEXT)"))
                await connection.execute(text("INSERT INTO note VALUES (:words)"), {"words": "한글 👩"})
            async with database.reader() as session:
                connection = await session.connection()
                assert await connection.scalar(text("SELECT words FROM note")) == "한글 👩"
                with pytest.raises(ReadOnlySessionError):
                    await connection.execute(text("WITH gone AS (DELETE FROM note RETURNING 1) SELECT * FROM gone"))

    async def test_readers(self, server: Postgres, driver: str) -> None:
        """A reader takes the ordinary session, says why, and gives what it promises: objects, errors and reads."""
        async with opened(server.url(driver)) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("DROP TABLE IF EXISTS hero, team"))
            await create_heroes(database, "Deadpond", "Rusty-Man")
            async with database.session() as session:
                session.add(Team(id=1, name="Preventers"))
            by_name = database.prepare(select(Hero).where(Hero.name == bindparam("name")))
            async with database.reader() as reader:
                statement = select(Hero).order_by(Hero.id)  # type: ignore[arg-type]
                hero, other = (await reader.exec(statement)).all()
                assert (hero.name, other.name) == ("Deadpond", "Rusty-Man")
                assert await reader.get(Hero, 2) is other
                with pytest.raises(ImplicitIOError, match=r"Team\.heroes"):
                    _ = (await reader.get_one(Team, 1)).heroes
                assert reader.explain(statement).reason == f"{driver} has no fast path"
            assert (await by_name.one(name="Rusty-Man")).id == 2
            async with database.reader() as reader:
                (await reader.exec(statement)).all()[0].power = 9
                with pytest.raises(ReadOnlySessionError):
                    await reader.commit()
                reader.expunge_all()
            assert checked_out(database) == 0
            assert (database.read_counts.fast, sum(database.read_counts.fallbacks.values())) == (0, 3)

    async def test_lost_connection(self, server: Postgres, driver: str) -> None:
        """A pooled connection that the server has closed is replaced, and nobody sees an error."""
        async with opened(server.url(driver), pool_size=2, ping_after=0) as database:
            async with database.engine.connect() as connection:
                number = await connection.scalar(text("SELECT pg_backend_pid()"))
            async with database.read_engine.connect() as connection:
                await connection.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT pg_backend_pid()")) != number

    async def test_tls(self, server: Postgres, driver: str, ca_file: Path) -> None:
        """The server's CA is trusted, another one is not."""
        encrypted = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        trusting = opened(server.url(driver), tls_ca=server.folder / "ca.pem")
        async with trusting as database, database.engine.connect() as connection:
            assert await connection.scalar(encrypted) is True
        async with opened(server.url(driver), tls_ca=ca_file) as database:
            with pytest.raises(Exception, match=r"(?i)certificate.verify.failed"):
                await database.engine.connect()

    async def test_unix_socket(self, server: Postgres, driver: str) -> None:
        """The socket's folder stands in the URL, as PostgreSQL has it."""
        url = server.url(driver, host=str(server.folder))
        async with opened(url) as database, database.engine.connect() as connection:
            assert await connection.scalar(text("SELECT inet_server_addr()")) is None

    @pytest.mark.parametrize(("state", "transient"), [("40001", True), ("40P01", True), ("23505", False)])
    async def test_transient(self, server: Postgres, driver: str, state: str, transient: bool) -> None:
        """Serialization failures and deadlocks are worth another attempt."""
        async with opened(server.url(driver)) as database, database.engine.connect() as connection:
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
            assert is_transient(caught.value) is transient
