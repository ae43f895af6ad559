"""A command that cannot do its work ends with one message and an exit code."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.servers import FaultProxy, Server


def test_error_is_one_message(aiolift: Command) -> None:
    """An error of aiolift is one line on stderr without a traceback, and the exit code is 2."""
    done = aiolift("db", "tables", "--models", "travel.models", url="mysql+pymysql://hong:hidden@127.0.0.1/travel")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: mysql+pymysql blocks the event loop")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["check"], ["init", "--models", "travel.models"]])
def test_password_is_not_shown(aiolift: Command, mariadb: Server, arguments: list[str]) -> None:
    """A refused login does not show the password that was tried."""
    url = mariadb.url(database="mysql", password="not-the-password")
    done = aiolift("db", *arguments, "--url", url)
    assert "Access denied" in done.stderr
    assert "not-the-password" not in done.stderr + done.stdout


def test_error_with_json(aiolift: Command, tmp_path: Path) -> None:
    """With ``--json`` an error still goes to stderr: stdout holds a result or nothing."""
    done = aiolift("db", "check", "--json", url=f"sqlite:///{tmp_path}/none.db")
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")


async def test_connection_lost_on_the_way(
    aiolift: Command, mariadb: Server, fresh_database: Callable[..., str]
) -> None:
    """A connection that breaks while the command works is a message, and no traceback."""
    database = fresh_database(mariadb).rpartition("/")[2]
    async with FaultProxy(mariadb) as proxy:
        proxy.cut("SHOW SESSION STATUS", executed=False)
        done = await asyncio.to_thread(aiolift, "db", "check", url=proxy.url("asyncmy", database=database))
    assert done.code == 2
    assert done.stderr.startswith("error: a statement failed: ")
    assert done.stderr.count("\n") == 1


def test_interrupt_while_waiting(aiolift: Command) -> None:
    """Ctrl-C ends a command with 130, and without a word."""
    url = "mysql://hong@127.0.0.1:1/travel"
    with aiolift.on_terminal("db", "check", "--wait", "60", url=url) as terminal:
        terminal.wait_for("waiting for the server")
        terminal.type("\x03")
        assert terminal.finish() == 130
    assert "Traceback" not in terminal.seen
    assert "rror" not in terminal.seen
