"""`aiolift db seed`: a CSV file from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command

KEY = ("--key", "province,city", "--models", "travel.models")


@pytest.fixture
def empty(aiolift: Command, url: str) -> str:
    """A database with the models' tables, and no rows."""
    assert aiolift("db", "init", "--models", "travel.models", url=url).code == 0
    return url


def write(project: Path, *lines: str, encoding: str = "utf-8") -> None:
    """Write `region.csv`."""
    (project / "region.csv").write_text("".join(f"{line}\n" for line in lines), encoding=encoding)


def test_seed(aiolift: Command, project: Path, empty: str) -> None:
    """The rows of the file are in the table, and the counts on stdout."""
    write(project, "province,city", "서울,종로구", "서울,중구")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, url=empty)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == "Region: 2 rows in region.csv, 2 inserted\n"


@pytest.mark.parametrize(
    ("on_conflict", "expected"), [("insert", (1, 0, 1)), ("update", (1, 1, 0))], ids=["insert", "update"]
)
def test_on_conflict(
    aiolift: Command, project: Path, travel_db: str, on_conflict: str, expected: tuple[int, int, int]
) -> None:
    """``--on-conflict`` says what becomes of a row that exists."""
    write(project, "province,city,population", "서울,종로구,1")
    aiolift("db", "seed", "Region", "region.csv", *KEY, url=travel_db)
    write(project, "province,city,population", "서울,종로구,2", "서울,중구,3")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, "--on-conflict", on_conflict, "--json", url=travel_db)
    result = json.loads(done.stdout)
    assert (result["inserted"], result["updated"], result["unchanged"]) == expected


def test_error_on_conflict(aiolift: Command, project: Path, travel_db: str) -> None:
    """With ``--on-conflict error`` a row that exists is an error with file and line."""
    write(project, "province,city", "서울,종로구")
    aiolift("db", "seed", "Region", "region.csv", *KEY, url=travel_db)
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, "--on-conflict", "error", url=travel_db)
    assert done.code == 2
    assert done.stderr.startswith("error: region.csv:2: ")


def test_duplicates(aiolift: Command, project: Path, travel_db: str) -> None:
    """A row that repeats an earlier one is an error, unless ``--duplicates skip`` says to leave it out."""
    write(project, "province,city", "서울,종로구", "서울,종로구")
    refused = aiolift("db", "seed", "Region", "region.csv", *KEY, url=travel_db)
    assert refused.code == 2
    assert refused.stderr.startswith("error: region.csv:3")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, "--duplicates", "skip", url=travel_db)
    assert done.stdout == "Region: 2 rows in region.csv, 1 inserted, 1 repeated\n"


def test_encoding(aiolift: Command, project: Path, travel_db: str) -> None:
    """``--encoding`` names an encoding that cannot be found out."""
    write(project, "province,city", "서울,종로구", encoding="utf-16")
    refused = aiolift("db", "seed", "Region", "region.csv", *KEY, url=travel_db)
    assert (refused.code, refused.stdout) == (2, "")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, "--encoding", "utf-16", url=travel_db)
    assert done.stdout.startswith("Region: 1 rows in region.csv, 1 inserted")


def test_bad_file(aiolift: Command, project: Path, empty: str) -> None:
    """A bad cell is an error with file, line and column, and no row is inserted."""
    write(project, "province,city,population", "서울,종로구,1", "서울,중구,many")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, url=empty)
    assert done.code == 2
    assert done.stderr.startswith("error: region.csv:3, column 'population': ")
    write(project, "province,city,population", "서울,종로구,1")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, url=empty)
    assert "1 inserted" in done.stdout


def test_progress_bar(aiolift: Command, project: Path, travel_db: str) -> None:
    """On a terminal a bar shows how much of the file is done, and goes at the end."""
    write(project, "province,city", *(f"서울,{number}" for number in range(20_000)))
    with aiolift.on_terminal("db", "seed", "Region", "region.csv", *KEY, url=travel_db) as terminal:
        assert terminal.finish() == 0
    size = (project / "region.csv").stat().st_size
    assert "Region from region.csv" in terminal.seen
    assert f"/{size / 1000:.1f} kB" in terminal.seen
    assert "20,000 inserted" in terminal.seen


def test_interrupt(aiolift: Command, project: Path, travel_db: str) -> None:
    """Ctrl-C in the middle of a file ends the command with 130, and none of its rows are in the table."""
    write(project, "province,city", *(f"서울,{number}" for number in range(300_000)))
    with aiolift.on_terminal("db", "seed", "Region", "region.csv", *KEY, url=travel_db) as terminal:
        terminal.wait_for(f"/{(project / 'region.csv').stat().st_size / 1_000_000:.1f} MB")
        terminal.type("\x03")
        assert terminal.finish() == 130
    assert "Traceback" not in terminal.seen
    write(project, "province,city", "서울,1")
    done = aiolift("db", "seed", "Region", "region.csv", *KEY, url=travel_db)
    assert "1 inserted" in done.stdout
