"""The servers of the tests are what they say, and the proxy's faults really happen."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
import pytest
from sqlalchemy import make_url

from tests.conftest import UNUSED_PLUGINS
from tests.servers import FaultProxy, LocalServer, Server

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
LOST_CONNECTION = 2013


def over_tcp(server: Server, **options: Any) -> pymysql.Connection[Any]:
    """Connect as a service would: the user of the URL, over TCP."""
    return server.connect(**{"host": server.host, "user": server.user, "password": server.password, **options})


async def query(proxy: FaultProxy, sql: str, **options: Any) -> Any:
    """Run one statement through the proxy, on a connection of its own."""

    def blocking() -> Any:
        with closing(over_tcp(proxy.server, port=proxy.port, **options)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return await asyncio.to_thread(blocking)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for `condition`; a test that waits a minute has failed."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def accepts_connections(port: int) -> bool:
    """Whether anything listens on this loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class TestServer:
    """What every server does, ours or given by a URL."""

    def test_is_what_it_says(self, server: Server) -> None:
        """VERSION() names MariaDB on the one and not on the other."""
        ((version,),) = server.run_sql("SELECT VERSION()")
        assert ("MariaDB" in version) == (server.kind == "mariadb")

    def test_url_quotes_the_password(self, server: Server) -> None:
        """SQLAlchemy reads from the URL the password the server was given."""
        assert make_url(server.url("aiomysql", database="travel")).password == server.password

    def test_fresh_database_is_empty_and_dropped(self, server: Server) -> None:
        """A fresh database has no tables, and is gone at the end."""
        with server.fresh_database() as name:
            assert server.run_sql("SHOW TABLES", database=name) == ()
        assert server.run_sql(f"SHOW DATABASES LIKE '{name}'") == ()

    def test_fresh_database_is_dropped_under_an_open_transaction(self, server: Server) -> None:
        """A transaction that a test left open does not hold up the end of the test."""
        with server.fresh_database() as name:
            server.run_sql("CREATE TABLE spot (id INT)", database=name)
            forgotten = server.connect(database=name, autocommit=False)
            forgotten.query("INSERT INTO spot VALUES (1)")
        forgotten.close()
        assert server.run_sql(f"SHOW DATABASES LIKE '{name}'") == ()


class TestLocalServer:
    """What a server of our own does."""

    def test_user_has_the_authentication_of_the_server(self, local_server: LocalServer) -> None:
        """The user logs in without TLS, on MySQL with caching_sha2_password."""
        plugin = "caching_sha2_password" if local_server.kind == "mysql" else "mysql_native_password"
        over_tcp(local_server, ssl_disabled=True).close()
        found = local_server.run_sql(f"SELECT plugin FROM mysql.user WHERE user = '{local_server.user}'")
        assert found == ((plugin,),)

    def test_root_is_not_reachable_over_tcp(self, local_server: LocalServer) -> None:
        """Only the socket, in a private directory, lets root in without a password."""
        with pytest.raises(pymysql.err.OperationalError, match=r"Access denied|not allowed to connect"):
            over_tcp(local_server, user="root", password="")

    def test_verifies_with_its_ca(self, local_server: LocalServer) -> None:
        """TLS verifies certificate and host name with the server's CA file."""
        tls = {"ca": str(local_server.ca_file), "check_hostname": True}
        with closing(over_tcp(local_server, ssl=tls)) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
            ((_, cipher),) = cursor.fetchall()
        assert cipher

    def test_does_not_verify_with_another_ca(self, mysql: Server, mariadb: Server) -> None:
        """The CA of one server does not vouch for another."""
        if mysql.ca_file is None or mariadb.ca_file is None:
            pytest.skip("a server given by a URL has no CA file")
        with pytest.raises(pymysql.err.OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
            over_tcp(mysql, ssl={"ca": str(mariadb.ca_file)})

    @pytest.mark.parametrize("how", [LocalServer.stop, LocalServer.kill])
    def test_keeps_data_and_port(self, local_server: LocalServer, how: Callable[[LocalServer], None]) -> None:
        """What was committed before a shutdown or a crash is there afterwards, on the same port."""
        pid, port = local_server.pid, local_server.port
        with local_server.fresh_database() as name:
            local_server.run_sql("CREATE TABLE spot (id INT)", "INSERT INTO spot VALUES (7)", database=name)
            how(local_server)
            assert local_server.pid is None
            local_server.start()
            with closing(over_tcp(local_server, database=name)) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT id FROM spot")
                assert cursor.fetchall() == ((7,),)
        assert local_server.pid != pid
        assert local_server.port == port

    def test_starts_after_it_ended_by_itself(self, local_server: LocalServer) -> None:
        """A server that somebody else shut down can be started again, on its data."""
        with local_server.fresh_database() as name:
            local_server.run_sql("SHUTDOWN")
            wait_until(lambda: local_server.pid is None)
            local_server.start()
            assert local_server.run_sql(f"SHOW DATABASES LIKE '{name}'") == ((name,),)

    def test_is_removed_when_the_tests_die(self, mariadb: Server) -> None:
        """A test run that is killed leaves neither a server nor its data behind."""
        if not isinstance(mariadb, LocalServer):
            pytest.skip("no programs to start another MariaDB from")
        script = (
            "import os, signal\n"
            "from tests.servers import LocalServer, provision\n"
            "with LocalServer(provision('mariadb', print)) as server:\n"
            "    print(server.port, server.directory, flush=True)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
        port, directory = killed.stdout.split()
        wait_until(lambda: not accepts_connections(int(port)) and not Path(directory).exists())

    @pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
    def test_missing_server_is_loud(self, tmp_path: Path, ci: str, status: int) -> None:
        """A server that cannot be brought skips its tests with a line of its own, and fails them under CI."""
        apt = tmp_path / "apt.conf"
        apt.write_text(
            'Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null";'
            f'Dir::State::lists "{tmp_path}/lists"; Dir::Cache "{tmp_path}/cache";'
        )
        environment = {**os.environ, "APT_CONFIG": str(apt), "XDG_CACHE_HOME": str(tmp_path), "CI": ci}
        environment.pop("AIOLIFT_TEST_MYSQL_URL", None)
        test = "tests/test_servers.py::TestServer::test_is_what_it_says[mysql]"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:aiolift", *UNUSED_PLUGINS, test]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == status, run.stdout
        assert "NOT TESTED: no mysql: " in run.stdout


class TestFaultProxy:
    """Each fault, seen from PyMySQL."""

    async def test_passes_queries_on(self, server: Server) -> None:
        """Without a fault the client sees the server's answer, and the proxy has seen the query."""
        async with FaultProxy(server) as proxy:
            assert await query(proxy, "SELECT 41 + 1") == ((42,),)
            assert "SELECT 41 + 1" in proxy.queries
            assert proxy.connections == 1

    @pytest.mark.parametrize("executed", [True, False])
    async def test_cut(self, server: Server, executed: bool) -> None:
        """The client loses the connection; the server has executed the query or never got it, as asked."""
        with server.fresh_database() as name:
            server.run_sql("CREATE TABLE spot (id INT)", database=name)
            async with FaultProxy(server) as proxy:
                proxy.cut("insert into", executed=executed)
                with pytest.raises(pymysql.err.OperationalError) as caught:
                    await query(proxy, "INSERT INTO spot VALUES (1)", database=name)
                assert caught.value.args[0] == LOST_CONNECTION
                assert server.run_sql("SELECT id FROM spot", database=name) == (((1,),) if executed else ())

    async def test_fault_happens_once(self, server: Server) -> None:
        """The second query that matches is answered."""
        async with FaultProxy(server) as proxy:
            proxy.cut(lambda text: "41" in text)
            with pytest.raises(pymysql.err.OperationalError):
                await query(proxy, "SELECT 41 + 1")
            assert await query(proxy, "SELECT 41 + 1") == ((42,),)

    @pytest.mark.parametrize("executed", [True, False])
    async def test_swallow(self, server: Server, executed: bool) -> None:
        """The client waits for an answer until its read timeout; the server got the query or not, as asked."""
        with server.fresh_database() as name:
            async with FaultProxy(server) as proxy:
                proxy.swallow("CREATE", executed=executed)
                with pytest.raises(pymysql.err.OperationalError, match="timed out"):
                    await query(proxy, "CREATE TABLE spot (id INT)", database=name, read_timeout=2)
            assert server.run_sql("SHOW TABLES", database=name) == ((("spot",),) if executed else ())

    async def test_silent(self, server: Server) -> None:
        """A client that connects is never greeted."""
        async with FaultProxy(server) as proxy:
            proxy.silent = True
            with pytest.raises(pymysql.err.OperationalError, match="timed out"):
                await query(proxy, "SELECT 1", read_timeout=1)

    async def test_latency(self, server: Server) -> None:
        """A query is held back before it reaches the server."""
        async with FaultProxy(server) as proxy:
            connection = await asyncio.to_thread(over_tcp, server, port=proxy.port, read_timeout=1)
            proxy.latency = 3600.0
            with pytest.raises(pymysql.err.OperationalError, match="timed out"):
                await asyncio.to_thread(connection.query, "SELECT 41 + 1")
            assert "SELECT 41 + 1" not in proxy.queries

    async def test_cut_all(self, server: Server) -> None:
        """Every open connection is closed, and a new one is accepted."""
        async with FaultProxy(server) as proxy:
            connection = await asyncio.to_thread(over_tcp, server, port=proxy.port)
            proxy.cut_all()
            with pytest.raises(pymysql.err.OperationalError):
                await asyncio.to_thread(connection.query, "SELECT 1")
            assert await query(proxy, "SELECT 1") == ((1,),)

    async def test_trusting_client_gives_its_file_away(self, server: Server, tmp_path: Path) -> None:
        """A client that allows LOCAL INFILE sends the file a rogue server names."""
        secret = tmp_path / "secret.txt"
        secret.write_bytes(b"the secret\n" * 10_000)
        async with FaultProxy(server) as proxy:
            proxy.ask_for_file("SELECT 1", str(secret))
            await query(proxy, "SELECT 1", local_infile=True)
            assert proxy.file_requests == 1
            assert proxy.stolen == secret.read_bytes()

    async def test_careful_client_keeps_its_file(self, server: Server) -> None:
        """A client that does not allow LOCAL INFILE sends nothing, though it was asked."""
        async with FaultProxy(server) as proxy:
            proxy.ask_for_file("SELECT 1", str(ROOT / "pyproject.toml"))
            with pytest.raises(RuntimeError, match="local_infile option is false"):
                await query(proxy, "SELECT 1")
            assert proxy.file_requests == 1
            assert proxy.stolen == b""

    async def test_strips_tls(self, local_server: LocalServer) -> None:
        """A client that requires TLS is told that the server has none."""
        async with FaultProxy(local_server) as proxy:
            with pytest.raises(pymysql.err.OperationalError, match="server doesn't support it"):
                await query(proxy, "SELECT 1", ssl={"ca": str(local_server.ca_file)})

    async def test_offers_tls(self, local_server: LocalServer) -> None:
        """With ``offer_tls`` the client reaches the server over TLS, through the proxy."""
        tls = {"ca": str(local_server.ca_file)}
        async with FaultProxy(local_server, offer_tls=True) as proxy:
            ((_, cipher),) = await query(proxy, "SHOW STATUS LIKE 'Ssl_cipher'", ssl=tls)
        assert cipher
