"""`aiolift db tables`."""

import json
from collections.abc import Callable

from sqlalchemy import text

from aiolift import Database
from tests.cli.command import Command
from tests.servers import Server

COMPARE = ("db", "tables", "--models", "travel.models")


async def execute(url: str, *statements: str) -> None:
    """Change the tables by hand."""
    database = Database(url)
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await database.dispose()


def test_equal(aiolift: Command, url: str) -> None:
    """Tables that ``init`` has just created agree with the models: exit code 0."""
    aiolift("db", "init", "--models", "travel.models", url=url)
    done = aiolift(*COMPARE, url=url)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "administrative_region  ok\nmember                 ok\n\nThe models and the server agree on 2 tables.\n"
    )


async def test_different(aiolift: Command, mariadb: Server, fresh_database: Callable[..., str]) -> None:
    """Every table is shown with its state, and the columns that differ: exit code 1."""
    url = fresh_database(mariadb)
    await execute(
        url,
        "CREATE TABLE member (id INTEGER PRIMARY KEY, email VARCHAR(50), legacy INTEGER)",
        "CREATE TABLE old_log (id INTEGER PRIMARY KEY)",
    )
    done = aiolift(*COMPARE, url=url)
    assert (done.code, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:6] == [
        "administrative_region  missing  not on the server",
        "member                 changed",
        "  legacy               extra    not in the models",
        "  email                changed  VARCHAR(100) in the model, VARCHAR(50) on the server",
        "  email                changed  NOT NULL in the model, NULL on the server",
        "old_log                extra    not in the models",
    ]
    assert "aiolift db init creates what is missing" in done.stdout


async def test_json(aiolift: Command) -> None:
    """``--json`` has the same as data, and the same exit code."""
    url = f"sqlite:///{aiolift.cwd}/travel.db"
    await execute(url, "CREATE TABLE member (id INTEGER PRIMARY KEY, legacy INTEGER, email VARCHAR(9) NOT NULL)")
    done = aiolift(*COMPARE, "--json", url=url)
    assert done.code == 1
    assert json.loads(done.stdout) == {
        "equal": False,
        "tables": [
            {"table": "administrative_region", "state": "missing"},
            {
                "table": "member",
                "state": "changed",
                "missing_columns": [],
                "extra_columns": ["legacy"],
                "changed_columns": [
                    {"column": "email", "what": "type", "model": "VARCHAR(100)", "server": "VARCHAR(9)"}
                ],
            },
        ],
    }
