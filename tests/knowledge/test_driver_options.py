"""The table of connection options agrees with the installed drivers."""

import inspect

import aiomysql
import asyncmy.connection
import asyncpg
import pytest
from mysql.connector.aio.abstracts import MySQLConnectionAbstract

from aiolift.knowledge.driver_options import OPTIONS, connect_arg, instead, query_option
from aiolift.knowledge.drivers import DRIVERS

SIGNATURES = {
    "asyncmy": asyncmy.connection.Connection.__init__,
    "aiomysql": aiomysql.Connection.__init__,
    "mysqlconnector": MySQLConnectionAbstract.__init__,
    "asyncpg": asyncpg.connect,
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_accepted_options_exist(name: str) -> None:
    """Every name that is kept, or that another is changed to, is a parameter of the installed driver."""
    parameters = set(inspect.signature(SIGNATURES[name]).parameters)
    assert OPTIONS[name].accepted <= parameters
    assert set(OPTIONS[name].renamed.values()) <= OPTIONS[name].accepted


@pytest.mark.parametrize("name", OPTIONS)
def test_no_option_is_both_kept_and_renamed(name: str) -> None:
    """An option that is accepted keeps its name."""
    assert not OPTIONS[name].accepted & OPTIONS[name].renamed.keys()


@pytest.mark.parametrize(
    ("driver", "name", "found"),
    [
        ("asyncmy", "charset", "charset"),
        ("asyncmy", "read_timeout", "read_timeout"),
        ("asyncmy", "passwd", "password"),
        ("asyncmy", "write_timeout", None),
        ("aiomysql", "read_timeout", None),
        ("aiomysql", "database", "db"),
        ("mysqlconnector", "connect_timeout", "connection_timeout"),
        ("asyncpg", "sslmode", "ssl"),
        ("asyncpg", "connect_timeout", "timeout"),
        ("asyncpg", "options", None),
        ("psycopg", "options", "options"),
        ("psycopg", "sslmode", "sslmode"),
        ("aiosqlite", "check_same_thread", "check_same_thread"),
        ("aiosqlite", "charset", None),
    ],
)
def test_connect_arg(driver: str, name: str, found: str | None) -> None:
    """A key of `connect_args` keeps its name, is renamed, or is refused."""
    assert connect_arg(name, DRIVERS[driver]) == found


@pytest.mark.parametrize(
    ("driver", "name", "found"),
    [
        ("asyncmy", "ssl_ca", "ssl_ca"),
        ("aiomysql", "ssl_ca", None),
        ("asyncpg", "sslmode", "ssl"),
        ("asyncpg", "connect_timeout", None),
        ("asyncpg", "prepared_statement_cache_size", "prepared_statement_cache_size"),
        ("aiosqlite", "mode", "mode"),
        ("psycopg", "application_name", "application_name"),
    ],
)
def test_query_option(driver: str, name: str, found: str | None) -> None:
    """In a URL an option is text, and SQLAlchemy's dialect takes some for itself."""
    assert query_option(name, DRIVERS[driver]) == found


def test_instead() -> None:
    """A refused option comes with what to write in its place, where there is something."""
    assert "PGSSLROOTCERT" in instead("sslrootcert", DRIVERS["asyncpg"])
    assert instead("pgbouncer", DRIVERS["asyncpg"]) == ""
    assert instead("options", DRIVERS["psycopg"]) == ""
