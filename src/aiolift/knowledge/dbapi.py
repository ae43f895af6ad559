"""Sync drivers used without SQLAlchemy: which of their calls wait for the database (PEP 249).

Fetching is left out: what these drivers' ordinary cursors fetch has come with the answer to `execute`.
https://peps.python.org/pep-0249/
"""

from __future__ import annotations

import re

_MODULES = (
    "pymysql", "MySQLdb", "mysql.connector", "mariadb", "sqlite3", "psycopg", "psycopg2", "pyodbc", "pymssql",
    "oracledb", "pg8000",
)  # fmt: skip
#: What a driver's connection is: what its `connect` gives, a class of its own, what a pool lends.
_CONNECTION = (
    rf"(?:{'|'.join(map(re.escape, _MODULES))})\.(?:connect\(\)|(?:\w+\.)*(?:Connection|MySQLConnection|connection))"
    r"|psycopg\.Connection\.connect\(\)|psycopg_pool\.ConnectionPool\.(?:connection|getconn)\(\)"
    r"|psycopg2\.pool\.\w+\.getconn\(\)|mysql\.connector\.pooling\.MySQLConnectionPool\.get_connection\(\)"
)
_WAITS = re.compile(
    rf"(?:{'|'.join(map(re.escape, _MODULES))})\.connect"
    r"|psycopg\.Connection\.connect"
    rf"|(?:{_CONNECTION})\.(?:execute|executemany|executescript|commit|rollback|ping|query|cmd_query)"
    rf"|(?:(?:{_CONNECTION})\.cursor\(\)|(?:\w+\.)*(?!Async)\w*Cursor)"
    r"\.(?:execute|executemany|executescript|callproc|copy_from|copy_to|copy_expert)"
)
_OF_DRIVER = re.compile(rf"(?:{'|'.join(map(re.escape, (*_MODULES, 'psycopg_pool')))})\.")


def waits_for_server(name: str) -> bool:
    """Whether a function or method of a sync driver waits for the database, given its dotted name."""
    return _OF_DRIVER.match(name) is not None and _WAITS.fullmatch(name) is not None
