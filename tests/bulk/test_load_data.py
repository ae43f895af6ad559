"""LOAD DATA LOCAL INFILE against a server, or somebody between, that does what it should not."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from aiolift import Database
from aiolift.errors import CommitOutcomeUnknownError
from aiolift.server_errors import code, is_transient
from tests.bulk.models import METADATA, Place
from tests.drivers.databases import has, opened, through
from tests.servers import FaultProxy, Server

SECRET_FILE = __file__
ROWS = [(f"{number:08}", "이름") for number in range(100)]
COLUMNS = ("code", "name")
#: Ours, and those of the drivers, which read an answer to COMMIT as nothing else.
REFUSALS = r"(?i)load_local|local infile|no statement named|command out of sync|COMMIT ran"


async def load(database: Database) -> None:
    """Load rows."""
    await database.bulk_load(Place, ROWS, columns=COLUMNS)


class TestRogueServer:
    """Nothing but the rows is sent, and only where they were asked for by the name in the statement."""

    @pytest.mark.parametrize("statement", ["SET SESSION sql_notes", "LOAD DATA LOCAL", "COMMIT"])
    async def test_other_file(self, loading_server: Server, mysql_url: str, statement: str) -> None:
        """A request for another file, whatever it is the answer to, is refused; not a byte is sent."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)
            proxy.ask_for_file(has(statement), SECRET_FILE)
            with pytest.raises(Exception, match=REFUSALS) as caught:
                await load(database)
            assert not isinstance(caught.value, asyncio.CancelledError)
            assert proxy.file_requests == 1
            assert proxy.stolen == b""

    async def test_pools(self, loading_server: Server, mysql_url: str) -> None:
        """After a load, the connections of the pools still refuse what they are asked."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)
            await load(database)
            proxy.ask_for_file(has("SELECT 2"), SECRET_FILE)
            async with database.engine.connect() as connection:
                with pytest.raises(Exception, match=r"(?i)load_local|local infile"):
                    await connection.exec_driver_sql("SELECT 2")
            assert proxy.stolen == b""


class TestFaults:
    """The network and the server fail in the middle of a load."""

    async def test_lost(self, loading_server: Server, mysql_url: str) -> None:
        """A connection that is lost is an error of the driver's kind, and nothing is loaded."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)
            proxy.cut(has("LOAD DATA LOCAL"), executed=False)
            with pytest.raises(OperationalError, match="Lost connection") as caught:
                await load(database)
            assert caught.value.connection_invalidated
            await load(database)

    async def test_lost_while_rows_are_sent(self, loading_server: Server, mysql_url: str) -> None:
        """A connection that is lost between two rows is noticed, also where the rows never end."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)

            def rows() -> object:
                number = 0
                while True:
                    number += 1
                    if number == 2000:
                        proxy.cut_all()
                    yield f"{number:08}", "이름"

            with pytest.raises(OperationalError, match="Lost connection"):
                await database.bulk_load(Place, rows(), columns=COLUMNS)  # type: ignore[arg-type]

    async def test_silent(self, loading_server: Server, mysql_url: str) -> None:
        """A server that does not answer within read_timeout is given up."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url), read_timeout=1) as database:
            await database.create_tables(METADATA)
            proxy.swallow(has("LOAD DATA LOCAL"))
            with pytest.raises(OperationalError, match="no answer of the server within 1 s"):
                await load(database)

    async def test_killed(self, loading: Database, loading_server: Server) -> None:
        """A load that somebody kills on the server is an error, and nothing is loaded."""
        kill: Callable[[], object] = lambda: loading_server.run_sql(*_kills(loading_server))  # noqa: E731

        def rows() -> object:
            for number in range(100_000):
                if number == 20_000:
                    kill()
                yield f"{number:08}", "이름"

        with pytest.raises(OperationalError):
            await loading.bulk_load(Place, rows(), columns=COLUMNS)  # type: ignore[arg-type]
        assert loading_server.run_sql(f"SELECT COUNT(*) FROM {loading.url.database}.bulk_place") == ((0,),)

    async def test_commit_lost(self, loading_server: Server, mysql_url: str) -> None:
        """Where the answer to COMMIT is lost, it is not known whether the rows are there, and the error says so."""
        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)
            proxy.cut(lambda query: "COMMIT" in query and any("LOAD DATA" in earlier for earlier in proxy.queries))
            with pytest.raises(CommitOutcomeUnknownError):
                await load(database)

    async def test_refused_capability(self, loading_server: Server, mysql_url: str) -> None:
        """A server that refuses LOAD DATA LOCAL after all gets INSERTs, of all the rows."""

        def switch_off(query: str) -> bool:
            if "sql_notes" in query:
                loading_server.run_sql("SET GLOBAL local_infile = 0")
            return False

        async with FaultProxy(loading_server) as proxy, opened(through(proxy, mysql_url)) as database:
            await database.create_tables(METADATA)
            proxy.cut(switch_off)
            result = await database.bulk_load(Place, iter(ROWS), columns=COLUMNS)
            assert (result.rows, result.method) == (100, "INSERT")
            assert any("LOAD DATA LOCAL" in query for query in proxy.queries)

    async def test_transient(self, loading: Database, loading_server: Server) -> None:
        """A lock that another transaction holds is the server's own error, for which there is a retry."""
        ((before,),) = loading_server.run_sql("SELECT @@innodb_lock_wait_timeout")
        loading_server.run_sql("SET GLOBAL innodb_lock_wait_timeout = 1")
        try:
            async with loading.session() as session:
                session.add(Place(code=ROWS[1][0]))
                await session.flush()
                with pytest.raises(DBAPIError) as caught:
                    await load(loading)
        finally:
            loading_server.run_sql(f"SET GLOBAL innodb_lock_wait_timeout = {before}")
        assert code(caught.value) == 1205
        assert is_transient(caught.value)


def _kills(server: Server) -> list[str]:
    running = "SELECT id FROM information_schema.processlist WHERE info LIKE 'LOAD DATA LOCAL%'"
    return [f"KILL {identifier}" for (identifier,) in server.run_sql(running)]
