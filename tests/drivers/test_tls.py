"""A connection that asks for TLS verifies the server, or does not come about."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from aiolift import Database, DatabaseSettings
from aiolift.drivers import tls
from aiolift.errors import ConnectError, SettingsError, UnsupportedOptionError
from aiolift.server_errors import code
from tests.drivers.wiretap import Wiretap
from tests.servers import FaultProxy, Server
from tests.servers.tls import write_certificates

CR_SSL_CONNECTION_ERROR = 2026


async def cipher(url: str, **options: Any) -> str:
    """Connect, and return the cipher that the server sees; an empty string without TLS."""
    database = Database(url, **options)
    try:
        async with database.engine.connect() as connection:
            return str((await connection.execute(text("SHOW STATUS LIKE 'Ssl_cipher'"))).one()[1])
    finally:
        await database.dispose()


@pytest.fixture
def other_ca(tmp_path: Path) -> Path:
    """The certificate of a CA that no server has to do with."""
    write_certificates(tmp_path)
    return tmp_path / "ca.pem"


async def test_ca_file(driver: str, server: Server) -> None:
    """With the server's CA the connection is encrypted."""
    assert await cipher(server.url(driver, database="mysql"), tls_ca=server.ca_file)


async def test_ca_file_in_the_url(driver: str, server: Server) -> None:
    """``ssl_ca`` in the URL does the same."""
    assert await cipher(f"{server.url(driver, database='mysql')}?ssl_ca={server.ca_file}")


async def test_no_tls_unless_asked_for(driver: str, server: Server) -> None:
    """Without tls and tls_ca the connection is in clear text, on every driver."""
    assert not await cipher(server.url(driver, database="mysql"))


@pytest.mark.parametrize("check_hostname", [True, False])
async def test_other_ca(driver: str, server: Server, other_ca: Path, check_hostname: bool) -> None:
    """A server with a certificate of another CA is refused, at the first attempt."""
    async with Wiretap(server) as line:
        url = server.url(driver, database="mysql", port=line.port)
        with pytest.raises(OperationalError, match="CERTIFICATE_VERIFY_FAILED") as caught:
            await cipher(url, tls_ca=other_ca, tls_check_hostname=check_hostname)
    assert code(caught.value) == CR_SSL_CONNECTION_ERROR
    assert line.connections == 1
    assert server.user.encode() not in line.sent


async def test_system_cas(driver: str, server: Server) -> None:
    """With tls alone the CAs of the system decide, which do not know the server of the tests."""
    with pytest.raises(OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
        await cipher(server.url(driver, database="mysql"), tls=True)


async def test_certificate_for_another_name(driver: str, server: Server) -> None:
    """A certificate that does not name the host of the URL is refused, unless tls_check_hostname is off."""
    async with Wiretap(server, host="127.0.0.2") as line:
        url = server.url(driver, database="mysql", host=line.host, port=line.port)
        with pytest.raises(OperationalError, match=r"127\.0\.0\.2") as caught:
            await cipher(url, tls_ca=server.ca_file)
        assert code(caught.value) == CR_SSL_CONNECTION_ERROR
        assert server.user.encode() not in line.sent
        assert await cipher(url, tls_ca=server.ca_file, tls_check_hostname=False)


async def test_tls_taken_from_the_greeting(driver: str, server: Server) -> None:
    """Where somebody removes the offer of TLS from the greeting, the driver says nothing more, and tries once."""
    async with FaultProxy(server, offer_tls=False) as proxy, Wiretap(server, through=proxy.port) as line:
        url = server.url(driver, database="mysql", port=line.port)
        with pytest.raises(OperationalError) as caught:
            await cipher(url, tls_ca=server.ca_file)
    assert code(caught.value) == CR_SSL_CONNECTION_ERROR
    assert line.connections == 1
    assert line.sent == b""


async def test_refusal_says_what_to_do(server: Server, other_ca: Path) -> None:
    """`Database.connect` does not wait for a server that is refused, and names the settings to look at."""
    database = Database(server.url("asyncmy", database="mysql"), tls_ca=other_ca)
    with pytest.raises(ConnectError, match=r"tls_ca.*tls_check_hostname"):
        await database.connect()


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_bad_ca_file(tmp_path: Path, driver: str, content: bytes | None) -> None:
    """A CA file that is missing, or is none, is an error when the Database is made."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"tls_ca: {file}"):
        Database(f"mysql+{driver}://user:password@localhost/travel", tls_ca=file)


def test_unix_socket_and_tls(driver: str, other_ca: Path) -> None:
    """TLS over a unix socket, which one of the drivers cannot do and nobody needs, is an error at the start."""
    with pytest.raises(UnsupportedOptionError, match="unix_socket"):
        Database(f"mysql+{driver}://user:password@localhost/travel", unix_socket="/run/mysqld.sock", tls_ca=other_ca)


def test_context_is_read_once(other_ca: Path) -> None:
    """The CA file is read when the Database is made, and not for each connection."""
    settings = DatabaseSettings.create(url="mysql://user@host/travel", tls_ca=other_ca)
    context = tls.context(settings)
    other_ca.unlink()
    assert tls.context(settings) is context
