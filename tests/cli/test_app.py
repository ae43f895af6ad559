"""The command table: version and help."""

from importlib.metadata import version

from tests.cli.command import Command


def test_version(aiolift: Command) -> None:
    """``--version`` is that of the installed package."""
    assert aiolift("--version").stdout == f"aiolift {version('aiolift')}\n"


def test_help(aiolift: Command) -> None:
    """``--help`` shows how the command is used, in examples."""
    done = aiolift("--help")
    assert done.code == 0
    assert "aiolift db check --url mysql://" in done.stdout


def test_help_of_db(aiolift: Command) -> None:
    """The help of the group names its commands, and shows a session of them."""
    done = aiolift("db", "--help")
    for command in ("check", "tables", "init", "seed", "drop"):
        assert f"aiolift db {command}" in done.stdout


def test_help_names_the_safe_place_for_a_password(aiolift: Command) -> None:
    """The help of ``--url`` warns that arguments are public, and names DATABASE_URL."""
    words = " ".join(aiolift("db", "check", "--help").stdout.replace("│", " ").split())
    assert "put a password into DATABASE_URL instead" in words


def test_unknown_option(aiolift: Command) -> None:
    """What the command does not know is bad input."""
    assert aiolift("db", "check", "--nonsense").code == 2
