"""From the URL that a person wrote to the async URL in use: which driver, and what to say where there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from aiolift.drivers.aiomysql import AiomysqlDriver
from aiolift.drivers.aiosqlite import AiosqliteDriver
from aiolift.drivers.asyncmy import AsyncmyDriver
from aiolift.drivers.mysqlconnector import MysqlconnectorDriver
from aiolift.drivers.postgresql import AsyncpgDriver, PsycopgDriver
from aiolift.errors import BlockingDriverError, DatabaseURLError, MissingPackageError, SettingsError
from aiolift.settings import DatabaseSettings

if TYPE_CHECKING:
    from aiolift.drivers.base import Driver

#: The async drivers of each backend, the preferred one first.
DRIVERS: dict[str, tuple[Driver, ...]] = {
    "mysql": (AsyncmyDriver(), AiomysqlDriver(), MysqlconnectorDriver()),
    "postgresql": (AsyncpgDriver(), PsycopgDriver()),
    "sqlite": (AiosqliteDriver(),),
}
DRIVERS["mariadb"] = DRIVERS["mysql"]

#: Drivers that block the event loop, with the async driver of the same family where there is one.
BLOCKING = {
    "mysql": {
        "pymysql": "asyncmy",
        "mysqldb": "asyncmy",
        "mysqlconnector": "mysqlconnector_async",
        "cymysql": "asyncmy",
        "mariadbconnector": "asyncmy",
        "pyodbc": "asyncmy",
    },
    "postgresql": {"psycopg2": "asyncpg", "psycopg2cffi": "asyncpg", "pg8000": "asyncpg"},
    "sqlite": {"pysqlite": "aiosqlite", "pysqlcipher": "aiosqlite"},
}
BLOCKING["mariadb"] = BLOCKING["mysql"]

#: Options that a URL's query may hold for a MySQL driver, and the settings they stand for.
QUERY_SETTINGS = {
    "connect_timeout": "connect_timeout",
    "read_timeout": "read_timeout",
    "ssl_ca": "tls_ca",
    "ssl_check_hostname": "tls_check_hostname",
    "unix_socket": "unix_socket",
}

_EXAMPLE = "mysql+asyncmy://user:password@host:3306/database"
# not quote_plus: SQLAlchemy reads a plus sign as itself
_QUOTE = "@ : / ? # [ ] % in a user or password must be percent-encoded: urllib.parse.quote(password, safe='')"
_HOST_AND_PORT = re.compile(r"(?:\[[^\[\]\s]+\]|[^:\[\]\s]*)(?::(?P<port>[^:]*))?")
_PASSWORD_OPTION = re.compile("pass(?:word|wd|phrase)", re.IGNORECASE)


def resolve(settings: DatabaseSettings) -> tuple[URL, Driver, DatabaseSettings]:
    """Return the async URL, its driver, and the settings with those of the URL's query merged in.

    :raises DatabaseURLError: a part of the URL is missing or malformed.
    :raises BlockingDriverError: the URL names a blocking driver.
    :raises MissingPackageError: the driver's package is not installed.
    :raises UnsupportedOptionError: the driver cannot do what a setting asks.
    """
    url = parse(settings.url.get_secret_value())
    driver = choose(url)
    url = url.set(drivername=f"{url.get_backend_name()}+{driver.name}")
    if url.get_backend_name() in {"mysql", "mariadb"}:
        url, settings = _take_query(url, settings)
        _check_server_parts(url, settings)
    driver.check(url, settings)
    return url, driver, settings


def parse(text: str) -> URL:
    """Parse a database URL.

    :raises DatabaseURLError: says which part is wrong, without showing the URL.
    """
    scheme, separator, rest = text.strip().partition("://")
    if not scheme:
        raise DatabaseURLError(f"the database URL is empty; give one like {_EXAMPLE}")
    if not separator:
        raise DatabaseURLError(f"the database URL has no scheme (the part before ://); give one like {_EXAMPLE}")
    if not re.fullmatch(r"[A-Za-z]\w*(\+\w+)?", scheme):
        raise DatabaseURLError(f"the scheme of the database URL is not the name of a database, as in {_EXAMPLE}")
    if not scheme.startswith("sqlite"):
        _check_authority(rest)
    elif rest[:1] not in {"", "/", "?"}:
        raise DatabaseURLError(
            "a SQLite URL has no host: write three slashes before a path from here, as in sqlite:///travel.db, and "
            "four before one from the root"
        )
    url = _made(text.strip())
    if url is None:
        raise DatabaseURLError(f"the database URL cannot be read; it has the form {_EXAMPLE}, and {_QUOTE}")
    _check_query(rest.partition("?")[2])
    return url


def _check_authority(rest: str) -> None:
    """Check the parts before the path more strictly than SQLAlchemy, which takes the rest of a password for a host."""
    user_and_password, _, location = rest.rpartition("@")
    if re.search(r"[@/?#]", user_and_password):
        raise DatabaseURLError(f"the user or the password of the database URL has a special character: {_QUOTE}")
    match = _HOST_AND_PORT.fullmatch(re.split(r"[/?]", location, maxsplit=1)[0])
    if match is None:
        raise DatabaseURLError("the host of the database URL is not a host's name; an IPv6 address stands in brackets")
    port = match["port"]
    if port is not None and not (port.isdecimal() and 0 < int(port) < 65536):
        raise DatabaseURLError(f"the port of the database URL is not a number from 1 to 65535; {_QUOTE}")


def _check_query(query: str) -> None:
    for name, _, value in (option.partition("=") for option in query.split("&") if option):
        if not value:  # SQLAlchemy would pass over it, TLS for example where a variable was not set
            raise DatabaseURLError(f"{name} in the database URL's query has no value")
        if _PASSWORD_OPTION.search(name):  # it would be shown
            raise DatabaseURLError(f"{name} in the database URL's query: write it before the host, as in {_EXAMPLE}")


def _made(text: str) -> URL | None:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None  # the error's text may hold the password: it must not become the context of ours


def choose(url: URL) -> Driver:
    """Return the driver that `url` names, or the first installed one of its backend."""
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        known = ", ".join(sorted(DRIVERS))
        raise DatabaseURLError(f"aiolift has no driver for {backend!r}; the database must be one of {known}")
    candidates = DRIVERS[backend]
    _, _, named = url.drivername.partition("+")
    if not named:
        return next((driver for driver in candidates if driver.installed), None) or _missing(url, candidates[0])
    if named in BLOCKING[backend]:
        _refuse_blocking(url, BLOCKING[backend][named])
    # psycopg's own dialect has two names for its async form
    driver = next((driver for driver in candidates if named in {driver.name, f"{driver.name}_async"}), None)
    if driver is None:
        names = ", ".join(candidate.name for candidate in candidates)
        raise DatabaseURLError(f"{url.drivername} is not an async driver that aiolift knows; use one of {names}")
    return driver if driver.installed else _missing(url, driver)


def _refuse_blocking(url: URL, replacement: str) -> None:
    driver = next(driver for driver in DRIVERS[url.get_backend_name()] if driver.name == replacement)
    better = url.set(drivername=f"{url.get_backend_name()}+{replacement}").render_as_string(hide_password=True)
    raise BlockingDriverError(
        f"{url.drivername} blocks the event loop while the database works; use {better} ({install_hint(driver)})"
    )


def _missing(url: URL, driver: Driver) -> Driver:
    shown = url.render_as_string(hide_password=True)
    raise MissingPackageError(f"{shown} needs {driver.module}, which is not installed: {install_hint(driver)}")


def install_hint(driver: Driver) -> str:
    """Return the pip command that installs `driver`."""
    return f"pip install 'aiolift[{driver.extra}]'" if driver.extra else "pip install aiolift"


def _check_server_parts(url: URL, settings: DatabaseSettings) -> None:
    if not url.host and settings.unix_socket is None:
        raise DatabaseURLError(f"the database URL has no host; give one like {_EXAMPLE}, or set unix_socket")
    if not url.username:
        raise DatabaseURLError(f"the database URL has no user; give one like {_EXAMPLE}")
    if not url.database:
        raise DatabaseURLError(f"the database URL has no database name after the host; give one like {_EXAMPLE}")


def _take_query(url: URL, settings: DatabaseSettings) -> tuple[URL, DatabaseSettings]:
    """Move the options of the URL's query into the settings; an option that would be ignored is an error."""
    values: dict[str, object] = {}
    for name, value in url.query.items():
        if name == "charset":
            if str(value).lower() != "utf8mb4":
                raise DatabaseURLError(f"charset={value} in the database URL: aiolift always uses utf8mb4; remove it")
        elif name in QUERY_SETTINGS:
            values[QUERY_SETTINGS[name]] = value
        else:
            known = ", ".join(["charset", *QUERY_SETTINGS])
            raise DatabaseURLError(
                f"{name} in the database URL's query is not an option that aiolift passes to every driver ({known})"
            )
    if not values:
        return url.set(query={}), settings
    try:
        merged = DatabaseSettings.create(**{**settings.model_dump(), **values})
    except SettingsError as error:
        raise DatabaseURLError(f"in the database URL's query: {error}") from None
    return url.set(query={}), merged
