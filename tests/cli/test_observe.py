import sys
from pathlib import Path

from aiolift.observe.record import read
from tests.cli.command import Command
from tests.observe.project import Project


def test_the_suites_output_and_one_line(aiolift: Command, tmp_path: Path) -> None:
    """The suite prints and ends as alone; one line on stderr says how much was seen, and in which file."""
    Project(tmp_path).write(
        "main.py",
        "from app.models import *\nfill()\nSession().get(Plan, 1).spots\nprint('여행')\nraise SystemExit(5)\n",
    )
    aiolift.cwd = tmp_path
    done = aiolift("observe", "--", sys.executable, "main.py", "--help")
    assert (done.code, done.stdout) == (5, "여행\n")
    assert done.stderr == "aiolift: 1 implicit loads at 1 places, in .aiolift-observed.json\n"
    assert len(read(tmp_path / ".aiolift-observed.json").loads) == 1


def test_nothing_to_record(aiolift: Command, tmp_path: Path) -> None:
    """A command in which SQLAlchemy was never imported is not taken for one that loads nothing."""
    aiolift.cwd = tmp_path
    done = aiolift("observe", "--output", "seen.json", "--", "true")
    assert done.code == 0
    assert "nothing was recorded: no Python process of the command imported sqlalchemy.orm" in done.stderr


def test_no_such_command(aiolift: Command) -> None:
    """A command that is not there is bad input."""
    done = aiolift("observe", "--", "no-such-pytest")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: no-such-pytest: cannot be started")


def test_help(aiolift: Command) -> None:
    """--help has examples."""
    assert "aiolift observe -- pytest" in aiolift("observe", "--help").stdout
