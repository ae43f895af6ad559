"""MySQL Connector/Python, and the faults of it that aiolift mends: where a test of these fails, our mend can go."""

from pathlib import Path

import pytest
from mysql.connector.aio import MySQLConnection
from mysql.connector.aio.plugins.caching_sha2_password import MySQLCachingSHA2PasswordAuthPlugin
from mysql.connector.aio.plugins.mysql_clear_password import MySQLClearPasswordAuthPlugin
from mysql.connector.errors import InterfaceError, OperationalError, ReadTimeoutError
from sqlalchemy.exc import DBAPIError

from tests.drivers.databases import opened
from tests.drivers.wiretap import Wiretap
from tests.servers import Server

FULL_AUTHENTICATION = b"\x04"


class TestFaults:
    """What is wrong in 26.10.0."""

    async def test_ca_file(self) -> None:
        """A CA file is refused without a client certificate."""
        with pytest.raises(AttributeError, match="ssl_key and ssl_cert"):
            MySQLConnection(ssl_ca="/etc/ca.pem")

    async def test_host_of_the_certificate(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A certificate that does not name the host is accepted, as the host's name is not given to TLS."""
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        # the certificate names 127.0.0.1
        async with Wiretap(server, host="127.0.0.2") as line:
            connection = MySQLConnection(
                host=line.host,
                port=line.port,
                user=server.user,
                password=server.password,
                charset="utf8mb4",
                collation="utf8mb4_general_ci",
                ssl_verify_cert=True,
                ssl_verify_identity=True,
            )
            await connection.connect()
            await connection.close()

    async def test_read_timeout(self) -> None:
        """The read timeout knows whole seconds only, and is no OperationalError."""
        with pytest.raises(InterfaceError, match="integer"):
            MySQLConnection(read_timeout=0.5)  # type: ignore[arg-type] # that is the fault
        assert not issubclass(ReadTimeoutError, OperationalError)

    @pytest.mark.parametrize("plugin", [MySQLCachingSHA2PasswordAuthPlugin, MySQLClearPasswordAuthPlugin])
    def test_clear_text(self, plugin: type) -> None:
        """The password is sent in clear text, with or without TLS."""
        assert plugin("user", "s3cret", ssl_enabled=False).auth_response(FULL_AUTHENTICATION) == b"s3cret\0"


async def test_socket_path(tmp_path: Path) -> None:
    """A unix socket that is not there is an error of the same kind as a port where nobody listens."""
    url = "mysql+mysqlconnector_async://user:password@/travel"
    async with opened(url, unix_socket=tmp_path / "mysqld.sock", connect_retry=0) as database:
        with pytest.raises(DBAPIError, match=str(tmp_path)):
            await database.engine.connect()
