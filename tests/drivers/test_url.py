"""A URL names an async driver, or an error says which part of it is wrong and never shows the password."""

import sys
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, make_url

from aiolift import ConfigurationError, Database, DatabaseSettings
from aiolift.drivers.url import BLOCKING, DRIVERS, parse, resolve
from aiolift.errors import BlockingDriverError, DatabaseURLError, MissingPackageError, UnsupportedOptionError

TOKEN = "Zq7"  # occurs in no message of ours


def resolved(url: str, **options: Any) -> str:
    """Return the URL in use for `url`, the password hidden."""
    made, _, _ = resolve(DatabaseSettings.create(url=url, **options))
    return made.render_as_string(hide_password=True)


def uninstall(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let `modules` be missing."""
    for module in modules:
        for name in [module, *(name for name in sys.modules if name.startswith(f"{module}."))]:
            monkeypatch.setitem(sys.modules, name, None)


def quoted(text: str) -> str:
    """Return `text` as a URL holds it, in the way that our errors recommend."""
    return quote(text, safe="")


class TestChoice:
    """Which driver a URL means."""

    @pytest.mark.parametrize(
        ("missing", "driver"),
        [
            ((), "asyncmy"),
            (("asyncmy",), "aiomysql"),
            (("asyncmy", "aiomysql"), "mysqlconnector_async"),
            (("aiomysql",), "asyncmy"),
        ],
    )
    @pytest.mark.parametrize("backend", ["mysql", "mariadb"])
    def test_installed_driver(
        self, monkeypatch: pytest.MonkeyPatch, backend: str, missing: tuple[str, ...], driver: str
    ) -> None:
        """``mysql://`` means the first installed one of asyncmy, aiomysql and mysqlconnector."""
        uninstall(monkeypatch, *missing)
        assert resolved(f"{backend}://user:password@host:33/travel") == f"{backend}+{driver}://user:***@host:33/travel"

    @pytest.mark.parametrize(
        ("url", "in_use"),
        [
            ("mysql+aiomysql://user:pw@host/travel", "mysql+aiomysql://user:***@host/travel"),
            ("mysql+mysqlconnector_async://user@host/travel", "mysql+mysqlconnector_async://user@host/travel"),
            ("mysql://user:pw@[::1]:3307/travel", "mysql+asyncmy://user:***@[::1]:3307/travel"),
            ("mysql://user:pw@host/travel?charset=utf8mb4", "mysql+asyncmy://user:***@host/travel"),
            ("  mysql://user:pw@host/travel\n", "mysql+asyncmy://user:***@host/travel"),
            ("sqlite://", "sqlite+aiosqlite://"),
            ("sqlite:///travel.db", "sqlite+aiosqlite:///travel.db"),
            ("sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite:///:memory:"),
            ("postgresql://user:pw@host/travel", "postgresql+asyncpg://user:***@host/travel"),
            ("postgresql+asyncpg://user:pw@host/travel", "postgresql+asyncpg://user:***@host/travel"),
            ("postgresql+psycopg://user:pw@host/travel", "postgresql+psycopg://user:***@host/travel"),
            ("postgresql+psycopg_async://user@host/travel", "postgresql+psycopg://user@host/travel"),
            ("postgresql:///travel?host=/run/postgresql", "postgresql+asyncpg:///travel?host=/run/postgresql"),
        ],
    )
    def test_url_in_use(self, url: str, in_use: str) -> None:
        """A URL is passed on with its driver."""
        assert make_url(resolved(url)) == make_url(in_use)

    def test_any_path(self, tmp_path: Path) -> None:
        """A SQLite file may have any name."""
        folder = tmp_path / "my p@th: 100%"
        folder.mkdir()
        assert make_url(resolved(f"sqlite:///{folder}/travel.db")).database == f"{folder}/travel.db"

    @pytest.mark.parametrize("driver", [driver for drivers in DRIVERS.values() for driver in drivers])
    def test_every_driver_is_installed_here(self, driver: Any) -> None:
        """The tests run with all drivers."""
        assert driver.installed

    def test_sqlalchemy_url(self) -> None:
        """A `sqlalchemy.URL` may stand for its text, whatever its password is."""
        url = URL.create("mysql", username="user", password="p@ss:w/rd?#%", host="host", database="travel")
        assert Database(url).url.password == "p@ss:w/rd?#%"


class TestBlocking:
    """A driver that would block the event loop is refused."""

    @pytest.mark.parametrize(
        ("url", "instead", "extra"),
        [
            ("mysql+pymysql://user:s3cret@host/travel", "mysql+asyncmy://user:***@host/travel", "asyncmy"),
            ("mysql+mysqldb://user:s3cret@host/travel", "mysql+asyncmy://user:***@host/travel", "asyncmy"),
            (
                "mysql+mysqlconnector://user:s3cret@host/travel",
                "mysql+mysqlconnector_async://user:***@host/travel",
                "mysqlconnector",
            ),
            ("mariadb+pymysql://user:s3cret@host/travel", "mariadb+asyncmy://user:***@host/travel", "asyncmy"),
            ("mariadb+mariadbconnector://user:s3cret@host/travel", "mariadb+asyncmy://user:***@host/travel", "asyncmy"),
            ("postgresql+psycopg2://user:s3cret@host/db", "postgresql+asyncpg://user:***@host/db", "postgresql"),
            ("sqlite+pysqlite:///travel.db", "sqlite+aiosqlite:///travel.db", None),
        ],
    )
    def test_refused(self, url: str, instead: str, extra: str | None) -> None:
        """The error gives the URL to use and the command that installs its driver."""
        with pytest.raises(BlockingDriverError) as caught:
            resolved(url)
        assert f"{instead} (" in str(caught.value)
        assert (f"pip install 'aiolift[{extra}]'" if extra else "pip install aiolift") in str(caught.value)
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize(
        ("backend", "instead"),
        [(backend, name) for backend, names in BLOCKING.items() for name in sorted(set(names.values()))],
    )
    def test_instead_is_a_driver(self, backend: str, instead: str) -> None:
        """What is recommended exists."""
        assert instead in {driver.name for driver in DRIVERS[backend]}


class TestMissing:
    """A driver whose package is not installed."""

    @pytest.mark.parametrize(
        ("module", "url", "extra"),
        [
            ("asyncmy", "mysql+asyncmy://user:s3cret@host/travel", "asyncmy"),
            ("aiomysql", "mysql+aiomysql://user:s3cret@host/travel", "aiomysql"),
            ("mysql", "mysql+mysqlconnector_async://user:s3cret@host/travel", "mysqlconnector"),
            ("mysql.connector", "mysql+mysqlconnector_async://user:s3cret@host/travel", "mysqlconnector"),
            ("asyncpg", "postgresql+asyncpg://user:s3cret@host/travel", "postgresql"),
            ("psycopg", "postgresql+psycopg://user:s3cret@host/travel", "postgresql"),
        ],
    )
    def test_named_driver(self, monkeypatch: pytest.MonkeyPatch, module: str, url: str, extra: str) -> None:
        """The error gives the command that installs it."""
        uninstall(monkeypatch, module)
        with pytest.raises(MissingPackageError) as caught:
            resolved(url)
        assert f"pip install 'aiolift[{extra}]'" in str(caught.value)
        assert "s3cret" not in str(caught.value)

    def test_no_driver_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where no driver of the backend is installed, the first one is recommended."""
        uninstall(monkeypatch, "asyncmy", "aiomysql", "mysql")
        with pytest.raises(MissingPackageError, match=r"needs asyncmy.*'aiolift\[asyncmy\]'"):
            resolved("mysql://user:password@host/travel")


class TestMalformed:
    """What the error says of each part."""

    @pytest.mark.parametrize(
        ("url", "part"),
        [
            ("", "empty"),
            ("   ", "empty"),
            ("://user:s3cret@host/travel", "empty"),
            ("user:s3cret@host/travel", "no scheme"),
            ("mysql:user:s3cret@host/travel", "no scheme"),
            ("my sql://user:s3cret@host/travel", "the scheme"),
            ("user:s3cret://host/travel", "the scheme"),
            ("oracle://user:s3cret@host/travel", "no driver for 'oracle'"),
            ("mysql+cymysq1://user:s3cret@host/travel", "not an async driver"),
            ("mysql+asyncpg://user:s3cret@host/travel", "not an async driver"),
            ("mysql://user:s3cret@/travel", "no host"),
            ("mysql:///travel", "no host"),
            ("mysql://user:s3cret@ho st/travel", "the host"),
            ("mysql://user:s3cret@::1/travel", "the host.*brackets"),
            ("mysql://user:s3cret@[::1/travel", "the host.*brackets"),
            ("mysql://user:s3cret@host:/travel", "the port"),
            ("mysql://user:s3cret@host:port/travel", "the port"),
            ("mysql://user:s3cret@host:70000/travel", "the port"),
            ("mysql://user:s3cret@host:0/travel", "the port"),
            ("mysql://user:s3cret@host:-1/travel", "the port"),
            ("mysql://user:s3cret/travel", "the port"),  # no host, so that the password stands where a port would
            ("mysql://user:s3cret@host", "no database name"),
            ("mysql://user:s3cret@host/", "no database name"),
            ("mysql://host/travel", "no user"),
            ("mysql://:s3cret@host/travel", "no user"),
            ("mysql://user:s3cret@host/travel?chraset=utf8mb4", "chraset.*not an option.*charset, connect_timeout"),
            ("mysql://user:s3cret@host/travel?charset=latin1", "charset=latin1.*utf8mb4"),
            ("mysql://user:s3cret@host/travel?connect_timeout=soon", "query.*connect_timeout"),
            ("mysql://user:s3cret@host/travel?connect_timeout=1&connect_timeout=2", "query.*connect_timeout"),
            ("mysql://user:s3cret@host/travel?read_timeout=-1", "query.*read_timeout"),
            ("mysql://user:s3cret@host/travel?ssl_ca=", "ssl_ca.*no value"),
            ("mysql://user:s3cret@host/travel?ssl_ca", "ssl_ca.*no value"),
            ("mysql://host/travel?user=me&password=s3cret", "password.*before the host"),
            ("mysql+pymysql://host/travel?passwd=s3cret", "passwd.*before the host"),
            ("postgresql+asyncpg://host/travel?password=s3cret", "password.*before the host"),
            ("sqlite://travel.db", "three slashes"),
            ("sqlite:////nowhere/at/all/travel.db", "/nowhere/at/all; create it"),
        ],
    )
    def test_part_is_named(self, url: str, part: str) -> None:
        """The error names the part that is wrong, and not the password."""
        with pytest.raises(DatabaseURLError, match=part) as caught:
            resolved(url)
        assert "s3cret" not in everything(caught.value)

    @pytest.mark.parametrize("character", "@/?#")
    @pytest.mark.parametrize("url", ["mysql://user:s3{}krit@host:33/travel", "postgresql://us{}er:s3krit@host/travel"])
    def test_special_characters(self, url: str, character: str) -> None:
        """An unquoted special character in user or password is an error that says how to quote it, which helps."""
        with pytest.raises(DatabaseURLError, match=r"password.*percent-encoded.*quote") as caught:
            resolved(url.format(character))
        assert "krit" not in everything(caught.value)
        parts = parse(url.format(quoted(character)))
        assert character in f"{parts.username}{parts.password}"


class TestQuery:
    """A MySQL URL's query holds settings."""

    def test_settings(self, tmp_path: Any) -> None:
        """The options of the query become settings, and win over those given in code."""
        query = "connect_timeout=3&read_timeout=4.5&unix_socket=/run/mysqld.sock&ssl_check_hostname=false"
        chosen = DatabaseSettings.create(url=f"mysql://user:pw@host/travel?{query}", connect_timeout=9, pool_size=7)
        url, _, merged = resolve(chosen)
        assert url.query == {}
        assert (merged.connect_timeout, merged.read_timeout, merged.pool_size) == (3, 4.5, 7)
        assert str(merged.unix_socket) == "/run/mysqld.sock"
        assert merged.tls_check_hostname is False

    def test_no_host_with_socket(self) -> None:
        """With a unix socket the URL needs no host."""
        assert resolved("mysql://user:pw@/travel?unix_socket=/run/mysqld.sock") == "mysql+asyncmy://user:***@/travel"
        assert resolved("mysql://user:pw@/travel", unix_socket="/run/s") == "mysql+asyncmy://user:***@/travel"

    def test_driver_checks_them(self) -> None:
        """What the driver cannot do is an error also where the query asks for it."""
        with pytest.raises(UnsupportedOptionError, match="unix_socket"):
            resolved("mysql://user:pw@host/travel?unix_socket=/run/mysqld.sock", tls=True)


def everything(value: object) -> str:
    """All that a log could show of `value`: its texts, and those of the errors behind it."""
    shown = f"{value} {value!r}"
    if isinstance(value, BaseException):
        shown += "".join(traceback.format_exception(value))
        for behind in (value.__cause__, value.__context__):
            shown += everything(behind) if behind is not None else ""
    return shown


passwords = st.lists(st.sampled_from([TOKEN, *"@:/?#[]%&=+ '\"\\;", "한", "é", "\n", "%4", "1"]), min_size=1).map(
    lambda parts: TOKEN + "".join(parts) + TOKEN
)
ways_to_be_wrong = st.sampled_from(
    [
        "mysql://user:{}@host/travel",
        "mysql://user:{}@host:port/travel",
        "mysql://user:{}@host",
        "mysql://user:{}@host/travel?unknown=1",
        "mysql://user:{}@host/travel?charset=latin1",
        "mysql://:{}@host/travel",
        "mysql://user:{}@[::1/travel",
        "mysql+pymysql://user:{}@host/travel",
        "mysql+nothing://user:{}@host/travel",
        "oracle://user:{}@host/travel",
        "postgresql://user:{}@host/travel",
        "postgresql+psycopg2://user:{}@host/travel",
        "sqlite://user:{}@host/travel",
        "user:{}@host/travel",
    ]
)


@settings(deadline=None)
@given(password=passwords, way=ways_to_be_wrong, is_quoted=st.booleans(), tls=st.booleans())
def test_password_is_never_shown(password: str, way: str, is_quoted: bool, tls: bool) -> None:
    """Whatever is wrong, and however the password is written, nothing that is shown holds a part of it."""
    text = way.format(quoted(password) if is_quoted else password)
    try:
        given_settings = DatabaseSettings.create(url=text, tls=tls)
        shown = everything(given_settings) + everything(given_settings.model_dump())
        database = Database(given_settings)
        shown += everything(database) + everything(database.engine) + everything(database.url) + repr(vars(database))
    except ConfigurationError as error:
        shown = everything(error)
    assert TOKEN not in shown


@settings(deadline=None)
@given(password=passwords)
def test_any_password_can_be_quoted(password: str) -> None:
    """A password in percent-encoding is taken as it is."""
    assert parse(f"mysql://user:{quoted(password)}@host:3306/travel").password == password
