"""asyncmy, and the faults of it that aiolift mends: where a test of these fails, our mend can go."""

from pathlib import Path
from typing import Any

import pytest
from asyncmy.connection import Connection
from asyncmy.constants import CLIENT, SERVER_STATUS
from asyncmy.cursors import RE_INSERT_VALUES, SSCursor

from aiolift.drivers.asyncmy_connection import MendedConnection, MendedCursor
from tests.drivers.databases import opened
from tests.servers import Server


def mogrified(connection: Any, parameter: Any, *, modes: int = 0) -> str:
    """Return what would be sent for ``SELECT %s``."""
    connection.server_status = modes
    return str(connection.cursor().mogrify("SELECT %s", (parameter,)))


class TestFaults:
    """What is wrong in asyncmy 0.2.18."""

    async def test_bytearray(self) -> None:
        """A bytearray fails."""
        with pytest.raises(TypeError):
            mogrified(Connection(), bytearray(b"x"))

    async def test_memoryview(self) -> None:
        """Of a memoryview the repr is sent."""
        assert "<memory at" in mogrified(Connection(), memoryview(b"x"))

    async def test_no_backslash_escapes(self) -> None:
        """Under NO_BACKSLASH_ESCAPES a quote in bytes ends the string."""
        mode = SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES
        assert mogrified(Connection(), b"' OR 1", modes=mode) == r"SELECT _binary'\' OR 1'"

    async def test_tail(self) -> None:
        """What stands behind the rows of an INSERT is not formatted."""
        match = RE_INSERT_VALUES.match("INSERT INTO t (a) VALUES (%s) ON DUPLICATE KEY UPDATE a = %s")
        assert match is not None
        assert match[3] == " ON DUPLICATE KEY UPDATE a = %s"

    async def test_latin_1(self) -> None:
        """A password outside of latin-1 fails."""
        with pytest.raises(UnicodeEncodeError):
            Connection(password="비밀번호")

    async def test_multi_statements(self) -> None:
        """Stacked statements are always allowed."""
        assert Connection()._client_flag & CLIENT.MULTI_STATEMENTS

    async def test_local_infile(self, mariadb: Server, tmp_path: Path) -> None:
        """LOAD DATA LOCAL INFILE fails when the server asks for the file."""
        file = tmp_path / "rows"
        file.write_text("1\n")
        with mariadb.fresh_database() as database:
            mariadb.run_sql(f"CREATE TABLE {database}.t (id INT)")
            options = {"host": mariadb.host, "port": mariadb.port, "user": mariadb.user, "password": mariadb.password}
            async with Connection(local_infile=True, database=database, **options) as connection:
                await connection.connect()
                with pytest.raises(TypeError, match="'filename' has incorrect type"):
                    await connection.query(f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE t")
                connection.close()


class TestMended:
    """What aiolift changes, and what not."""

    @pytest.mark.parametrize("value", ["it's", 7, 1.5, None, True, b"x"])
    async def test_other_parameters(self, value: Any) -> None:
        """Parameters of other types are sent as before."""
        assert mogrified(MendedConnection(), value) == mogrified(Connection(), value)

    async def test_cursors(self) -> None:
        """The cursor is ours, but for a stream it is asyncmy's."""
        assert type(MendedConnection().cursor()) is MendedCursor
        assert type(MendedConnection().cursor(SSCursor)) is SSCursor

    async def test_long_timeout(self, server: Server) -> None:
        """connect_timeout may be longer than asyncmy takes."""
        async with opened(server.url("asyncmy", database="mysql"), connect_timeout=10**9) as database:
            assert await database.table_names()
