"""What an attacker tries, each driver refuses: stacked statements, a server that asks for files, bytes that are SQL."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aiolift.server_errors import code
from tests.drivers.databases import has, opened, through
from tests.servers import FaultProxy, Server

ER_PARSE = 1064


class TestStackedStatements:
    """Several statements in one call are what an SQL injection needs."""

    STACKED = "SELECT 1; DROP TABLE member"

    @pytest.mark.parametrize("engine", ["engine", "read_engine"])
    async def test_refused(self, mysql_url: str, engine: str) -> None:
        """By default the server refuses them, and neither statement runs."""
        async with opened(mysql_url) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE member (id INT)"))
            async with getattr(database, engine).connect() as connection:
                with pytest.raises(DBAPIError) as caught:
                    await connection.execute(text(self.STACKED))
                assert code(caught.value) == ER_PARSE
            assert await database.table_names() == ["member"]

    async def test_allowed(self, mysql_url: str) -> None:
        """With multi_statements they run."""
        async with opened(mysql_url, multi_statements=True) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE member (id INT)"))
                await connection.execute(text(self.STACKED))
            assert await database.table_names() == []

    @pytest.mark.parametrize(
        "commands", ["DELIMITER //\nSELECT 1//\nDROP TABLE member//", "SELECT 1\\g DROP TABLE member"]
    )
    async def test_no_client_commands(self, mysql_url: str, commands: str) -> None:
        """The commands of the ``mysql`` client, which MySQL Connector/Python knows, are not understood either."""
        async with opened(mysql_url) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE member (id INT)"))
            async with database.engine.connect() as connection:
                with pytest.raises(DBAPIError):
                    await connection.exec_driver_sql(commands)
            assert await database.table_names() == ["member"]


class TestLocalInfile:
    """A server that asks for a file does not get it."""

    async def test_rogue_request(self, mysql_url: str, server_of: Server) -> None:
        """The request is an error, nothing of the file is sent, and the connection is not used again."""
        async with FaultProxy(server_of) as proxy, opened(through(proxy, mysql_url)) as database:
            proxy.ask_for_file(has("SELECT 2"), __file__)
            async with database.engine.connect() as connection:
                with pytest.raises(Exception, match=r"(?i)load_local|local infile") as caught:
                    await connection.scalar(text("SELECT 2"))
                assert not isinstance(caught.value, asyncio.CancelledError)
                assert connection.invalidated
            assert proxy.file_requests == 1
            assert proxy.stolen == b""
            for n in range(5):
                async with database.engine.connect() as connection:
                    assert await connection.scalar(text("SELECT :n"), {"n": n}) == n

    async def test_own_request(self, mysql_url: str, tmp_path: Path) -> None:
        """A ``LOAD DATA LOCAL`` of one's own is an error too: reading files is for Python to do."""
        file = tmp_path / "members.csv"
        file.write_text("1\n")
        async with opened(mysql_url) as database:
            async with database.engine.begin() as connection:
                await connection.execute(text("CREATE TABLE member (id INT)"))
            async with database.engine.connect() as connection:
                with pytest.raises(DBAPIError):
                    await connection.execute(text(f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE member"))
            async with database.engine.connect() as connection:
                assert await connection.scalar(text("SELECT COUNT(*) FROM member")) == 0


class TestBytes:
    """Binary parameters arrive byte for byte."""

    @pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
    @pytest.mark.parametrize("sql_mode", ["", "NO_BACKSLASH_ESCAPES"])
    async def test_parameter(self, mysql_url: str, kind: type, sql_mode: str) -> None:
        """All 256 bytes come back, whatever the type, and whether or not a backslash is an escape."""
        content = bytes(range(256)) + b"' OR '1'='1\\' --"
        async with opened(mysql_url) as database, database.engine.begin() as connection:
            await connection.execute(text("SET sql_mode = :mode"), {"mode": sql_mode})
            await connection.execute(text("SELECT 1"))  # with which a driver may learn the mode
            await connection.execute(text("CREATE TABLE file (content BLOB)"))
            await connection.execute(text("INSERT INTO file VALUES (:content)"), {"content": kind(content)})
            assert await connection.scalar(text("SELECT content FROM file")) == content
            found = text("SELECT COUNT(*) FROM file WHERE content = :content")
            assert await connection.scalar(found, {"content": kind(content)}) == 1
