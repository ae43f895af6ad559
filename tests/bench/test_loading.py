"""The measurement of bulk loads."""

from pathlib import Path

import pytest

from aiolift import Database
from aiolift.bench import kept, loading
from aiolift.bench.loading import BULK_LOAD, LoadingResult, LoadingRound
from aiolift.bench.machine import Machine
from aiolift.errors import BenchError
from tests.servers import Server


def test_runs(mariadb: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is installed loads the same rows in every round; the stall of the loop is kept; the table is gone."""
    kept_in = tmp_path / "loading.json"
    with mariadb.fresh_database() as name:
        url = mariadb.url(None, database=name)
        assert loading.main(["--url", url, "--rows", "500", "--rounds", "2", "--json", str(kept_in)]) == 0
        assert mariadb.run_sql("SHOW TABLES", database=name) == ()
    output = capsys.readouterr().out
    result = kept.read(kept_in)
    assert isinstance(result, LoadingResult)
    assert result.rows == 500
    assert BULK_LOAD in result.rates()
    for contender in result.rates():
        loads = [load for load in result.loads if load.contender == contender]
        assert [load.round for load in loads] == [1, 2]
        assert all(load.rate > 0 and (load.stall is not None) == (contender == BULK_LOAD) for load in loads)
        assert contender in output
    assert "rd#1" not in output + kept_in.read_text()


def test_a_server_without_local_infile(mysql: Server) -> None:
    """Where LOAD DATA is switched off, inserts are not measured in its place; the error says the fix."""
    ((before,),) = mysql.run_sql("SELECT @@GLOBAL.local_infile")
    mysql.run_sql("SET GLOBAL local_infile = OFF")
    try:
        with mysql.fresh_database() as name, pytest.raises(BenchError, match="SET GLOBAL local_infile = ON"):
            loading.measure(Database(mysql.url(None, database=name)), 10, 1, chroot=Path("/"))
    finally:
        mysql.run_sql(f"SET GLOBAL local_infile = {before}")


def test_page() -> None:
    """Each contender has its ratio to the bulk load, and the worst stall is that of all rounds."""
    machine = Machine("a processor", 2, "Linux 6", "CPython 3.11.7", {}, "2026-01-02 03:04 UTC")
    loads = [
        LoadingRound(BULK_LOAD, 1, 1000.0, 7.0, 6.0),
        LoadingRound(BULK_LOAD, 2, 3000.0, 12.5, 6.0),
        *(LoadingRound("pandas.to_sql", number, 500.0) for number in (1, 2)),
    ]
    result = LoadingResult(machine, "MariaDB 10.11", 100, 2, loads)
    lines = [" ".join(line.split()) for line in loading.page(result)]
    assert lines[1] == "db.bulk_load 2,000 (1,000 to 3,000) rows/s db.bulk_load is 1.00 times as fast"
    assert lines[2] == "pandas.to_sql 500 (500 to 500) rows/s db.bulk_load is 4.00 times as fast"
    assert "12.5 ms at most" in lines[3]
