"""Which connection options each async driver takes, and what a sync driver's option is called there."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiolift.knowledge.drivers import Driver


@dataclass(frozen=True)
class Options:
    """What one driver's `connect` takes.

    :param accepted: names that keep their name and meaning.
    :param renamed: a sync driver's name, and the name here of what takes the same values.
    :param in_query: names that SQLAlchemy's dialect takes from a URL's query, and `connect` does not take itself.
    :param not_in_query: accepted names that must not be text, which everything in a URL's query is.
    :param instead: a refused name, and what a person can write instead.
    """

    accepted: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    in_query: frozenset[str] = frozenset()
    not_in_query: frozenset[str] = frozenset()
    instead: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MYSQL = _names(
    "user password host port unix_socket charset sql_mode read_default_file "
    "read_default_group conv use_unicode client_flag init_command connect_timeout autocommit "
    "local_infile program_name server_public_key ssl db"
)
#: MySQL Connector/Python's names, and what MySQLdb had before.
_MYSQL_NAMES = MappingProxyType(
    {"passwd": "password", "connection_timeout": "connect_timeout", "allow_local_infile": "local_infile"}
)
_MYSQL_TLS = frozenset(["ssl_ca", "ssl_key", "ssl_cert", "ssl_capath", "ssl_cipher", "ssl_check_hostname"])
_TLS_HINT = "give connect_args={'ssl': ssl.create_default_context(cafile=…)}"
_MYSQL_INSTEAD = MappingProxyType(
    {
        "write_timeout": "the driver has no such limit: bound the work with asyncio.timeout",
        "collation": "give connect_args={'init_command': 'SET NAMES utf8mb4 COLLATE …'}",
        **dict.fromkeys(("ssl_mode", "ssl_disabled", "ssl_verify_cert", "ssl_verify_identity", *_MYSQL_TLS), _TLS_HINT),
    }
)
_SETTING = "give connect_args={'server_settings': {…}}"
_PG_TLS = "asyncpg reads the environment variable {}, or give an SSLContext in connect_args={{'ssl': …}}"
_SQLITE = _names("timeout detect_types isolation_level check_same_thread factory cached_statements uri autocommit")

OPTIONS = {
    "asyncmy": Options(
        accepted=_MYSQL | {"database", "read_timeout", "max_allowed_packet", "binary_prefix", "auth_plugin_map"},
        renamed=_MYSQL_NAMES,
        in_query=_MYSQL_TLS,
        instead=_MYSQL_INSTEAD,
    ),
    "aiomysql": Options(
        accepted=_MYSQL | {"auth_plugin"},
        renamed=MappingProxyType({**_MYSQL_NAMES, "database": "db"}),
        # its ssl must be an SSLContext, and the dialect makes a dict of these
        not_in_query=frozenset({"ssl"}),
        instead=MappingProxyType(
            {**_MYSQL_INSTEAD, "ssl": _TLS_HINT, "read_timeout": "bound the work with asyncio.timeout"}
        ),
    ),
    "mysqlconnector": Options(
        accepted=_names(
            "user password host port database unix_socket charset collation use_unicode sql_mode "
            "time_zone autocommit init_command connection_timeout read_timeout write_timeout "
            "compress client_flags auth_plugin conn_attrs ssl_ca ssl_cert ssl_key ssl_disabled "
            "ssl_verify_cert ssl_verify_identity tls_versions tls_ciphersuites get_warnings "
            "raise_on_warnings allow_local_infile converter_class"
        ),
        renamed=MappingProxyType(
            {
                "passwd": "password",
                "db": "database",
                "connect_timeout": "connection_timeout",
                "client_flag": "client_flags",
                "local_infile": "allow_local_infile",
                "ssl_check_hostname": "ssl_verify_identity",
            }
        ),
    ),
    "asyncpg": Options(
        accepted=_names(
            "host port user password passfile database timeout command_timeout ssl direct_tls "
            "server_settings target_session_attrs krbsrvname statement_cache_size "
            "max_cached_statement_lifetime max_cacheable_statement_size connection_class "
            "record_class"
        ),
        renamed=MappingProxyType({"sslmode": "ssl", "connect_timeout": "timeout", "dbname": "database"}),
        in_query=frozenset({"prepared_statement_cache_size", "prepared_statement_name_func", "async_fallback"}),
        not_in_query=_names(
            "timeout connect_timeout command_timeout direct_tls server_settings statement_cache_size "
            "max_cached_statement_lifetime max_cacheable_statement_size connection_class "
            "record_class"
        ),
        instead=MappingProxyType(
            {
                **dict.fromkeys(("timeout", "connect_timeout"), "give connect_args={'timeout': seconds}"),
                "command_timeout": "give connect_args={'command_timeout': seconds}",
                **dict.fromkeys(("application_name", "options", "search_path"), _SETTING),
                "client_encoding": "asyncpg always speaks UTF-8",
                "sslrootcert": _PG_TLS.format("PGSSLROOTCERT"),
                "sslcert": _PG_TLS.format("PGSSLCERT"),
                "sslkey": _PG_TLS.format("PGSSLKEY"),
                "sslcrl": _PG_TLS.format("PGSSLCRL"),
            }
        ),
    ),
    "aiosqlite": Options(accepted=_SQLITE),
}

#: Options of `create_engine` that `create_async_engine` does not take or cannot use, and what a person can write.
REFUSED_BY_ENGINE = MappingProxyType(
    {
        "creator": "give async_creator, a coroutine function that opens a connection of the async driver",
        "module": "leave it out: the URL names the driver",
        "server_side_cursors": "leave it out, and read with session.stream or connection.stream",
    }
)


def connect_arg(name: str, driver: Driver) -> str | None:
    """Return what the `connect_args` key `name` of a sync driver is called for `driver`; None where it is refused.

    psycopg takes what libpq takes, so that every name stays.
    """
    options = OPTIONS.get(driver.name)
    if options is None:
        return name
    return options.renamed.get(name, name if name in options.accepted else None)


def query_option(name: str, driver: Driver) -> str | None:
    """Return what `name` in a URL's query is called for `driver`; None where it must be left out."""
    options = OPTIONS.get(driver.name)
    if options is None or driver.family == "sqlite":  # what sqlite3 does not know is SQLite's own: mode, vfs, cache
        return name
    if name in options.not_in_query:
        return None
    return name if name in options.in_query else connect_arg(name, driver)


def instead(name: str, driver: Driver) -> str:
    """Return what a person can write in place of an option that `driver` refuses; empty where nothing is known."""
    options = OPTIONS.get(driver.name)
    return options.instead.get(name, "") if options else ""
