"""`aiolift db init`: tables and their first rows, once."""

import json
from pathlib import Path

import pytest

from aiolift import Database
from tests.cli.command import Command

INIT = ("db", "init", "--models", "travel.models")
SEED = "Region=region.csv:province,city"
SPOT = """
from sqlalchemy import Column, String


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column=Column(String))
"""


@pytest.fixture
def region_csv(project: Path) -> Path:
    """A CSV file of 2,000 regions."""
    path = project / "region.csv"
    rows = "".join(f"경기도,{number}시\n" for number in range(2000))
    path.write_text(f"province,city\n{rows}", encoding="utf-8")
    return path


async def tables(url: str) -> list[str]:
    """Return the tables that exist."""
    database = Database(url)
    names = await database.table_names()
    await database.dispose()
    return names


@pytest.mark.usefixtures("region_csv")
def test_creates_and_seeds(aiolift: Command, url: str) -> None:
    """The tables are created and filled; a second run finds everything there."""
    done = aiolift(*INIT, "--seed", SEED, url=url)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == ("created administrative_region, member\nRegion: 2,000 rows in region.csv, 2,000 inserted\n")
    again = aiolift(*INIT, "--seed", SEED, url=url)
    assert again.stdout == ("every table exists already\nRegion: 2,000 rows in region.csv, 2,000 unchanged\n")


@pytest.mark.usefixtures("region_csv")
def test_two_processes_do_it_once(aiolift: Command, url: str) -> None:
    """Of two processes that start at once, each table is created and each row inserted by one, and none fails."""
    processes = [aiolift.start(*INIT, "--seed", SEED, "--json", url=url) for _ in range(2)]
    results = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    assert sorted(table for result in results for table in result["created"]) == ["administrative_region", "member"]
    assert sorted(result["seeded"][0]["inserted"] for result in results) == [0, 2000]


@pytest.mark.usefixtures("region_csv")
def test_several_seeds(aiolift: Command, project: Path) -> None:
    """``--seed`` may be repeated; a model may be given by its table's name."""
    (project / "member.csv").write_text("email\nhong@example.com\n", encoding="utf-8")
    seeds = ("--seed", "administrative_region=region.csv:province,city", "--seed", "Member=member.csv:email")
    done = aiolift(*INIT, *seeds, "--json", url="sqlite:///travel.db")
    others = {"updated": 0, "unchanged": 0, "repeated": 0}
    assert json.loads(done.stdout) == {
        "created": ["administrative_region", "member"],
        "seeded": [
            {"model": "Region", "path": "region.csv", "rows": 2000, "inserted": 2000, **others},
            {"model": "Member", "path": "member.csv", "rows": 1, "inserted": 1, **others},
        ],
    }


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ("Region", "is not of the form"),
        ("Region=region.csv", "is not of the form"),
        ("Region=nothing.csv:city", "there is no file nothing.csv"),
        ("Rejion=region.csv:city", "there is no model Rejion; did you mean Region?"),
        ("Quokka=region.csv:city", "there is no model Quokka; the models are Member, Region"),
    ],
)
@pytest.mark.usefixtures("region_csv")
async def test_bad_seed(aiolift: Command, project: Path, seed: str, message: str) -> None:
    """A ``--seed`` that cannot be right is told before anything is created: exit code 2."""
    done = aiolift(*INIT, "--seed", seed, url="sqlite:///travel.db", COLUMNS="200")
    assert done.code == 2
    assert message in done.stderr
    assert not (project / "travel.db").exists()


async def test_string_without_length(aiolift: Command, project: Path, url: str) -> None:
    """A String without a length, which MySQL cannot have, is told with the fix, and nothing is created."""
    with (project / "travel" / "models.py").open("a", encoding="utf-8") as file:
        file.write(SPOT)
    done = aiolift(*INIT, url=url)
    if url.startswith("sqlite"):
        assert done.code == 0
    else:
        assert done.code == 2
        assert "spot.name" in done.stderr
        assert "Field(max_length=255)" in done.stderr
        assert await tables(url) == []
