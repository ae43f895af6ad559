"""Alembic's commands on a connection of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN = """\
from alembic import command
from alembic.config import Config
from db import engine


def migrate(config: Config, other: Config):
    with engine.begin() as connection:
        config.attributes["connection"] = {given}
        command.{name}({config}, "head")
"""


@pytest.mark.parametrize("name", ["upgrade", "stamp"])
def test_a_connection_in_the_configuration(converted: Callable[..., str], name: str) -> None:
    """The configuration gets the sync side of the connection, and the command runs where that may be used."""
    new = converted(MAIN.format(given="connection", name=name, config="config"))
    assert 'config.attributes["connection"] = connection.sync_connection\n' in new
    assert f'        await connection.run_sync(lambda _: command.{name}(config, "head"))\n' in new


def test_no_connection(converted: Callable[..., str]) -> None:
    """A command whose configuration has no connection makes one of its own."""
    assert "run_sync" not in converted(MAIN.format(given="None", name="upgrade", config="config"))


def test_another_configuration(converted: Callable[..., str]) -> None:
    """A connection for a command that is not in sight is marked, and a command with another configuration stays."""
    new = converted(MAIN.format(given="connection", name="upgrade", config="other"))
    assert "# aiolift: AL928" in new
    assert 'command.upgrade(other, "head")' in new
