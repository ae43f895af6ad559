"""aiomysql, and the faults of it that aiolift mends: where a test of these fails, our mend can go."""

import inspect

import pytest
from aiomysql import Connection, SSCursor
from aiomysql.cursors import RE_INSERT_VALUES, Cursor
from pymysql.constants import CLIENT

from aiolift.drivers.aiomysql_connection import MendedConnection
from aiolift.drivers.bulk_cursor import BulkCursor


class TestFaults:
    """What is wrong in aiomysql 0.3.2 with PyMySQL 1.2."""

    async def test_bytes(self) -> None:
        """Bytes fail: PyMySQL has left a text where aiomysql imports its function."""
        with pytest.raises(TypeError, match="'str' object is not callable"):
            Connection().escape(b"x")

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO t (a) VALUES (%s) AS new ON DUPLICATE KEY UPDATE a = new.a",
            "INSERT INTO t (a, b) VALUES (%s, now())",
        ],
    )
    def test_row_by_row(self, statement: str) -> None:
        """These are not known as bulk inserts."""
        assert RE_INSERT_VALUES.match(statement) is None

    def test_tail(self) -> None:
        """What stands behind the rows of an INSERT is not formatted."""
        assert "q_postfix = m.group(3) or ''" in inspect.getsource(Cursor.executemany)

    async def test_latin_1(self) -> None:
        """A password is encoded as latin-1."""
        assert "_password.encode('latin1')" in inspect.getsource(Connection)

    def test_no_read_timeout(self) -> None:
        """There is no read timeout."""
        assert "read_timeout" not in inspect.signature(Connection.__init__).parameters

    async def test_multi_statements(self) -> None:
        """Stacked statements are always allowed."""
        assert Connection().client_flag & CLIENT.MULTI_STATEMENTS


class TestMended:
    """What aiolift changes, and what not."""

    @pytest.mark.parametrize("value", ["it's", 7, 1.5, None, True])
    async def test_other_parameters(self, value: object) -> None:
        """Parameters of other types are sent as before."""
        mended, plain = MendedConnection(), Connection()
        mended.server_status = plain.server_status = 0
        assert mended.escape(value) == plain.escape(value)

    async def test_cursors_are_what_was_asked_for(self) -> None:
        """A cursor has the class that was asked for, and our executemany."""
        connection = MendedConnection()
        connection._writer = object()  # as if connected
        try:
            cursor = await connection.cursor(SSCursor)
        finally:
            connection._writer = None
        assert isinstance(cursor, SSCursor)
        assert isinstance(cursor, BulkCursor)
