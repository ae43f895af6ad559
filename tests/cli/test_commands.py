"""The commands are imported when they are run."""

import subprocess
import sys

HEAVY = ("sqlalchemy", "aiolift.lint", "aiolift.migrate", "aiolift.bench", "aiolift.database")
ASKED = """
import sys
from aiolift.cli.app import app
app(["{command}", "--help"], standalone_mode=False)
print("imported:", *(name for name in {names} if name in sys.modules))
"""


def imported_for(command: str) -> set[str]:
    """Return which of the heavy modules the help of a command needs."""
    code = ASKED.format(command=command, names=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.rpartition("imported:")[2].split())


def test_a_command_brings_its_own_part() -> None:
    """`lint` needs neither SQLAlchemy nor the migration: it starts in half the time."""
    assert imported_for("lint") == {"aiolift.lint"}


def test_the_others_are_there() -> None:
    """`db` brings the data layer."""
    assert {"sqlalchemy", "aiolift.database"} <= imported_for("db")
