"""Which calls of sync drivers wait for the database."""

import pytest

from aiolift.knowledge.dbapi import waits_for_server


@pytest.mark.parametrize(
    "name",
    [
        "pymysql.connect",
        "pymysql.connect().commit",
        "pymysql.cursors.DictCursor.execute",
        "MySQLdb.connect().cursor().execute",
        "mysql.connector.connect().cursor().executemany",
        "sqlite3.Connection.executescript",
        "psycopg.Connection.connect().execute",
        "psycopg_pool.ConnectionPool.getconn().execute",
        "psycopg2.pool.ThreadedConnectionPool.getconn().cursor().copy_expert",
    ],
)
def test_a_driver_waits_for_the_answer(name: str) -> None:
    """Connecting and executing wait, however the connection was come by."""
    assert waits_for_server(name)


@pytest.mark.parametrize(
    "name",
    [
        "pymysql.connect().cursor",
        "pymysql.connect().cursor().fetchall",
        "psycopg.AsyncConnection.connect",
        "psycopg.AsyncCursor.execute",
        "aiosqlite.connect",
        "sqlalchemy.Connection.execute",
        "sqlite3.register_adapter",
    ],
)
def test_what_does_not_wait(name: str) -> None:
    """A cursor costs nothing, what was fetched is there, and async drivers are awaited."""
    assert not waits_for_server(name)
