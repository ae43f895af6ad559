"""A database server the tests can talk to: how to reach it, and the SQL that prepares it."""

from __future__ import annotations

import uuid
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pymysql
from sqlalchemy import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.provision import Kind

Rows = tuple[tuple[Any, ...], ...]


class Server:
    """A running server on this machine or elsewhere.

    :param kind: ``"mariadb"`` or ``"mysql"``.
    :param user: an account with all privileges, reached over TCP.
    :param ca_file: PEM file of the CA that signed the server's certificate; None where it is not known.
    :param socket_path: the server's unix socket; None where there is none to reach.
    """

    def __init__(
        self,
        kind: Kind,
        *,
        host: str,
        port: int,
        user: str,
        password: str,
        ca_file: Path | None = None,
        socket_path: Path | None = None,
    ) -> None:
        self.kind = kind
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.ca_file = ca_file
        self.socket_path = socket_path

    @classmethod
    def from_url(cls, kind: Kind, url: str) -> Server:
        """The server of a URL like ``mysql://root:secret@127.0.0.1:3306``; it cannot be restarted."""
        parts = make_url(url)
        return cls(
            kind,
            host=parts.host or "127.0.0.1",
            port=parts.port or 3306,
            user=parts.username or "root",
            password=parts.password or "",
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kind} on {self.host}:{self.port}>"

    def url(
        self,
        driver: str | None = "asyncmy",
        *,
        database: str | None = None,
        user: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> str:
        """The URL of a database on this server, password included; with ``driver=None`` plain ``mysql://``."""
        return URL.create(
            f"mysql+{driver}" if driver else "mysql",
            username=self.user if user is None else user,
            password=self.password if password is None else password,
            host=host or self.host,
            port=port or self.port,
            database=database,
        ).render_as_string(hide_password=False)

    def run_sql(self, *statements: str, database: str | None = None) -> Rows:
        """Run statements as an administrator, each committed; the rows of the last one.

        It blocks: in a test's coroutine that is fine as long as no statement waits for that coroutine.
        """
        rows: Rows = ()
        with closing(self.connect(database=database)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                rows = cursor.fetchall()
        return rows

    def connect(self, **options: Any) -> pymysql.Connection[Any]:
        """A blocking PyMySQL connection in autocommit mode; `options` go to ``pymysql.connect``."""
        defaults = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "autocommit": True,
            "connect_timeout": 10,
        }
        return pymysql.connect(**{**defaults, **options})

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Create an empty database and give its name; it is dropped at the end, whoever still uses it."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.run_sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield name
        finally:
            self._drop_database(name)

    def _drop_database(self, name: str) -> None:
        # A transaction that a failed test left open would hold the tables: DROP waits for its locks.
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", (name,))
            for (connection_id,) in cursor.fetchall():
                try:
                    cursor.execute("KILL %s", (connection_id,))
                except pymysql.err.OperationalError as error:
                    if error.args[0] != pymysql.constants.ER.NO_SUCH_THREAD:
                        raise
            cursor.execute("SET SESSION lock_wait_timeout = 20")
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
