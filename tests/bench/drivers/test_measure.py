"""The whole of a small measurement."""

import pytest

from aiolift import Database
from aiolift.bench.drivers.measure import Plan, installed, measure
from aiolift.bench.drivers.ways import BINARY, INSERT, PREPARED, RAW, READER, SESSION
from aiolift.errors import BenchError
from aiolift.program.progress import Silent
from tests.servers import Server

DRIVERS = ["asyncmy", "aiomysql", "mysqlconnector_async"]


async def test_measures_every_driver(server: Server) -> None:
    """Every driver is measured in every way without an error, and cancelled; the tables are gone afterwards."""
    with server.fresh_database() as name:
        database = Database(server.url(None, database=name))
        result = await measure(database, Plan(tasks=(2,), rounds=1, seconds=0, sessions=20), Silent())
        assert server.run_sql("SHOW TABLES", database=name) == ()
    assert result.refusals == []
    assert result.drivers == DRIVERS
    assert "rd#1" not in repr(result)
    for driver in DRIVERS:
        figures = [figure for figure in result.figures if figure.driver == driver]
        assert all(figure.rate > 0 and figure.cpu > 0 for figure in figures)
        through = [RAW, SESSION, READER, PREPARED, *([BINARY] if driver == "asyncmy" else [])]
        assert list(dict.fromkeys(figure.through for figure in figures)) == through
        assert [figure.through for figure in figures if figure.operation == INSERT] == [RAW, SESSION]
    assert [one.driver for one in result.safety] == DRIVERS
    assert [one.tally for one in result.safety if not one.tally.is_clean] == []
    alone = {one.driver: one.alone for one in result.safety}
    assert alone == {"asyncmy": "closed", "aiomysql": "closed", "mysqlconnector_async": "wrong answer"}


def test_other_servers_have_no_choice() -> None:
    """On SQLite there is one driver, so that there is nothing to compare."""
    with pytest.raises(BenchError, match="MySQL and MariaDB"):
        installed(Database("sqlite://"))
