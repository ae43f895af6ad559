"""Colours for people, plain text for pipes."""

import json

from tests.cli.command import Command

ESCAPE = "\x1b["
COLOUR = "\x1b[32m"
COMPARE = ("db", "tables", "--models", "travel.models")


def test_colours_on_a_terminal(aiolift: Command, travel_db: str) -> None:
    """A terminal gets colours."""
    with aiolift.on_terminal(*COMPARE, url=travel_db) as terminal:
        assert terminal.finish() == 0
    assert COLOUR in terminal.seen


def test_no_colours_with_no_color(aiolift: Command, travel_db: str) -> None:
    """With NO_COLOR a terminal gets none."""
    with aiolift.on_terminal(*COMPARE, url=travel_db, NO_COLOR="1") as terminal:
        assert terminal.finish() == 0
    assert COLOUR not in terminal.seen


def test_plain_text_in_a_pipe(aiolift: Command, travel_db: str) -> None:
    """A pipe gets text without escape sequences, folding or blanks at the end of a line."""
    names = ", ".join(["administrative_region", "member"])
    done = aiolift("db", "check", url=travel_db, TERM="xterm-256color", COLUMNS="20")
    assert ESCAPE not in done.stdout
    assert f"tables      2: {names}\n" in done.stdout
    assert [line for line in done.stdout.splitlines() if line != line.rstrip()] == []


def test_json(aiolift: Command, travel_db: str) -> None:
    """``--json`` writes one JSON document, with Korean as it is."""
    done = aiolift(*COMPARE, "--json", url=travel_db)
    assert json.loads(done.stdout)["equal"] is True
    assert done.stderr == ""
