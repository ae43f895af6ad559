"""Every driver logs in as every account that a service has, and shows the password to nobody who listens."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from aiolift import Database
from aiolift.drivers.login import clear_text_refusal
from aiolift.server_errors import code
from tests.drivers.wiretap import Wiretap
from tests.servers import Server

PASSWORD = "an open secret"


class Account:
    """A new account of the server, which therefore has not yet seen its password: no fast login."""

    def __init__(self, server: Server, plugin: str, password: str) -> None:
        self.server = server
        self.name = f"u{uuid.uuid4().hex[:12]}"
        self.password = password
        how = f"WITH {plugin} BY '{password}'" if plugin != "mysql_native_password" else f"BY '{password}'"
        server.run_sql(f"CREATE USER '{self.name}'@'%' IDENTIFIED {how}", f"GRANT ALL ON *.* TO '{self.name}'@'%'")

    def url(self, driver: str, **parts: Any) -> str:
        """Return the URL of the system database, as this account."""
        return self.server.url(driver, **{"database": "mysql", "user": self.name, "password": self.password, **parts})


@pytest.fixture
def make_account() -> Iterator[Any]:
    """``make_account(server, password)``: an account with the server's usual plugin, dropped after the test."""
    made: list[Account] = []

    def make(server: Server, password: str = PASSWORD, plugin: str | None = None) -> Account:
        usual = "caching_sha2_password" if server.kind == "mysql" else "mysql_native_password"
        made.append(Account(server, plugin or usual, password))
        return made[-1]

    yield make
    for account in made:
        account.server.run_sql(f"DROP USER '{account.name}'@'%'")


async def log_in(url: str, **options: Any) -> str:
    """Connect, and return who the server says we are."""
    database = Database(url, connect_retry=0, **options)
    try:
        async with database.engine.connect() as connection:
            return str(await connection.scalar(text("SELECT CURRENT_USER()")))
    finally:
        await database.dispose()


async def test_without_tls_the_password_is_not_seen_on_the_line(driver: str, server: Server, make_account: Any) -> None:
    """The first login of an account, with MySQL's full authentication, works without TLS and is encrypted."""
    account = make_account(server)
    async with Wiretap(server) as line:
        assert await log_in(account.url(driver, port=line.port)) == f"{account.name}@%"
    assert account.name.encode() in line.sent
    assert PASSWORD.encode() not in line.sent


async def test_with_tls(driver: str, server: Server, make_account: Any) -> None:
    """The first login of an account works through TLS, and then neither name nor password is seen."""
    account = make_account(server)
    async with Wiretap(server) as line:
        assert await log_in(account.url(driver, port=line.port), tls_ca=server.ca_file) == f"{account.name}@%"
    assert account.name.encode() not in line.sent
    assert PASSWORD.encode() not in line.sent


async def test_fast_login(driver: str, server: Server, make_account: Any) -> None:
    """The second login of an account, which MySQL answers from its cache, works too."""
    account = make_account(server)
    for _ in range(2):
        assert await log_in(account.url(driver)) == f"{account.name}@%"


async def test_through_unix_socket(driver: str, server: Server, make_account: Any) -> None:
    """The first login of an account works through the unix socket."""
    account = make_account(server)
    url = account.url(driver, host="nowhere.invalid", port=1)
    assert await log_in(url, unix_socket=server.socket_path) == f"{account.name}@%"


@pytest.mark.parametrize("tls", [False, True])
async def test_wrong_password(driver: str, server: Server, make_account: Any, tls: bool) -> None:
    """A wrong password is the server's error 1045."""
    account = make_account(server)
    with pytest.raises(DBAPIError) as caught:
        await log_in(account.url(driver, password="wrong"), tls_ca=server.ca_file if tls else None)
    assert code(caught.value) == 1045


async def test_empty_password(driver: str, server: Server, make_account: Any) -> None:
    """An account without a password needs none."""
    account = make_account(server, "")
    assert await log_in(account.url(driver)) == f"{account.name}@%"


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("password", ["비밀번호 한글", "pässwörd €", "p@ss:w/rd?#%[]"])
async def test_any_characters(driver: str, server: Server, make_account: Any, password: str, tls: bool) -> None:
    """A password may have characters of any alphabet; MySQL takes them as UTF-8."""
    account = make_account(server, password)
    assert await log_in(account.url(driver), tls_ca=server.ca_file if tls else None) == f"{account.name}@%"


async def test_rogue_server_does_not_get_the_password(driver: str, server: Server) -> None:
    """A server that asks for the password in clear text is refused, and not tried again."""
    async with Wiretap(server, asks_for_password=True) as line:
        url = server.url(driver, database="mysql", password=PASSWORD, port=line.port)
        with pytest.raises(OperationalError, match="clear text") as caught:
            await log_in(url)
    assert code(caught.value) == 2059
    assert server.user.encode() in line.sent
    assert PASSWORD.encode() not in line.sent


def test_clear_text_is_fine_where_nobody_listens(driver: str) -> None:
    """Through TLS or a unix socket the server may ask for the password itself, as for PAM and LDAP accounts."""
    assert clear_text_refusal("mysql_clear_password", secure=True) is None
