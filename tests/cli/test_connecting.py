"""Which database a command means, and how long it waits for it."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.command import Command
from tests.servers import LocalServer

INIT = ("db", "init", "--models", "travel.models")


def test_url_from_the_environment(aiolift: Command, project: Path) -> None:
    """DATABASE_URL names the database."""
    assert aiolift(*INIT, url="sqlite:///environment.db").code == 0
    assert (project / "environment.db").exists()


def test_url_from_env_file(aiolift: Command, project: Path) -> None:
    """A file `.env` in the current directory names the database."""
    (project / ".env").write_text("DATABASE_URL=sqlite:///dotenv.db\n", encoding="utf-8")
    assert aiolift(*INIT).code == 0
    assert (project / "dotenv.db").exists()


def test_url_option_wins(aiolift: Command, project: Path) -> None:
    """``--url`` wins over the environment."""
    assert aiolift(*INIT, "--url", "sqlite:///option.db", url="sqlite:///environment.db").code == 0
    assert (project / "option.db").exists()
    assert not (project / "environment.db").exists()


def test_no_url(aiolift: Command) -> None:
    """Without any URL the command says which one is missing."""
    done = aiolift("db", "check")
    assert done.code == 2
    assert "DATABASE_URL is not set" in done.stderr


def test_missing_file_is_not_made(aiolift: Command, project: Path) -> None:
    """Looking at a SQLite file that does not exist is an error, and does not make it."""
    for arguments in (
        ["check"],
        ["tables", "--models", "travel.models"],
        ["drop", "--yes", "--models", "travel.models"],
    ):
        done = aiolift("db", *arguments, url="sqlite:///typo.db")
        assert done.code != 0
        assert f"there is no SQLite database {project / 'typo.db'}" in done.stderr
    assert not (project / "typo.db").exists()


def test_does_not_wait_unless_asked(aiolift: Command) -> None:
    """A server that does not answer is an error at once, and one line of it."""
    done = aiolift("db", "check", url="mysql://hong@127.0.0.1:1/travel")
    assert done.code == 1
    assert done.stderr.count("\n") == 1


def test_waits_for_a_starting_server(
    aiolift: Command, local_server: LocalServer, fresh_database: Callable[..., str]
) -> None:
    """``--wait`` waits for a server that is still starting."""
    url = fresh_database(local_server)
    local_server.stop()
    process = aiolift.start("db", "check", "--wait", "60", url=url)
    local_server.start()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
