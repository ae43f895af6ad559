"""`aiolift db drop`: nothing goes without a yes."""

import json
import subprocess

import pytest

from aiolift import Database
from tests.cli.command import Command

DROP = ("db", "drop", "--models", "travel.models")
TABLES = ["administrative_region", "member"]


async def tables(url: str) -> list[str]:
    """Return the tables that exist."""
    database = Database(url)
    names = await database.table_names()
    await database.dispose()
    return names


def name(url: str) -> str:
    """Return the name that a person would give the database."""
    return url.rpartition("/")[2]


async def test_right_name(aiolift: Command, url: str) -> None:
    """The command shows what it would drop, asks for the database's name, and drops once that is typed."""
    aiolift("db", "init", "--models", "travel.models", url=url)
    with aiolift.on_terminal(*DROP, url=url) as terminal:
        terminal.wait_for("to go on: ")
        assert f"This drops 2 tables of {name(url)} with all their rows: {', '.join(TABLES)}" in terminal.seen
        assert await tables(url) == TABLES
        terminal.type(f"{name(url)}\n")
        assert terminal.finish() == 0
    assert "dropped administrative_region, member" in terminal.seen
    assert await tables(url) == []


@pytest.mark.parametrize("keys", ["travel\n", "\n", "TRAVEL.DB\n", "\x04"])
async def test_wrong_name(aiolift: Command, travel_db: str, keys: str) -> None:
    """Anything but the name, the end of the input included, changes nothing: exit code 2."""
    with aiolift.on_terminal(*DROP, url=travel_db) as terminal:
        terminal.wait_for("to go on: ")
        terminal.type(keys)
        assert terminal.finish() == 2
    assert "nothing was dropped" in terminal.seen
    assert await tables(travel_db) == TABLES


async def test_interrupt(aiolift: Command, travel_db: str) -> None:
    """Ctrl-C at the question changes nothing: exit code 130."""
    with aiolift.on_terminal(*DROP, url=travel_db) as terminal:
        terminal.wait_for("to go on: ")
        terminal.type("\x03")
        assert terminal.finish() == 130
    assert "Traceback" not in terminal.seen
    assert await tables(travel_db) == TABLES


async def test_without_terminal(aiolift: Command, travel_db: str) -> None:
    """Without a terminal to ask on, the command refuses and changes nothing: exit code 2."""
    done = aiolift(*DROP, url=travel_db)
    assert (done.code, done.stdout) == (2, "")
    assert "give --yes if you are sure" in done.stderr
    assert await tables(travel_db) == TABLES


async def test_yes(aiolift: Command, travel_db: str) -> None:
    """``--yes`` drops without a question, and ``--json`` says what."""
    done = aiolift(*DROP, "--yes", "--json", url=travel_db)
    assert json.loads(done.stdout) == {"dropped": TABLES}
    assert await tables(travel_db) == []


def test_nothing_to_drop(aiolift: Command, travel_db: str) -> None:
    """Where no table exists, there is nothing to ask: exit code 0."""
    aiolift(*DROP, "--yes", url=travel_db)
    with aiolift.on_terminal(*DROP, url=travel_db) as terminal:
        assert terminal.finish() == 0
    assert "there was nothing to drop" in terminal.seen


def test_question_stays_out_of_the_json(aiolift: Command, travel_db: str) -> None:
    """The question is asked on the terminal even where stdout is a pipe."""
    with aiolift.on_terminal(*DROP, "--json", url=travel_db, stdout=subprocess.PIPE) as terminal:
        terminal.wait_for("to go on: ")
        terminal.type("travel.db\n")
        assert terminal.finish() == 0
        assert terminal.process.stdout is not None
        assert json.loads(terminal.process.stdout.read()) == {"dropped": TABLES}
