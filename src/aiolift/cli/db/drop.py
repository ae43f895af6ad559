"""`aiolift db drop`: drop the models' tables, once the database's name is typed."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from sqlalchemy import MetaData

from aiolift.cli import connecting
from aiolift.cli import models as user_models
from aiolift.cli.db.options import Json, Models, Wait
from aiolift.cli.failures import CommandError
from aiolift.cli.options import Url
from aiolift.cli.output import print_json, stderr, stdout
from aiolift.database import Database
from aiolift.schema import existing_tables

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. Needed where there is no terminal to ask on.")]


def drop(models: Models, url: Url = None, yes: Yes = False, wait: Wait = 0, as_json: Json = False) -> None:
    """Drop the tables of the models, with all their rows. Other tables are left alone.

    Asks for the database's name first. Anything but that name changes nothing.
    """
    metadata = user_models.load(models)
    if not yes and not sys.stdin.isatty():
        raise CommandError("nothing was dropped: there is no terminal to ask on; give --yes if you are sure")
    name, existing = connecting.run(lambda database: _look(database, metadata), url=url, wait=wait)
    if existing and not yes:
        # outside the event loop, which would keep Ctrl-C from the question
        _confirm(name, existing)
    if existing:
        existing = connecting.run(lambda database: database.drop_tables(metadata), url=url, wait=wait)
    if as_json:
        print_json({"dropped": existing})
    elif existing:
        stdout.print(f"dropped {', '.join(existing)}")
    else:
        stdout.print("none of the models' tables exist: there was nothing to drop")


async def _look(database: Database, metadata: MetaData) -> tuple[str, list[str]]:
    """Return the database's name and those of the models' tables that exist."""
    return Path(database.url.database or "").name, await existing_tables(database, metadata)


def _confirm(name: str, tables: list[str]) -> None:
    stderr.print(f"This drops {len(tables)} tables of {name} with all their rows: {', '.join(tables)}")
    try:
        answer = stderr.input(Text.assemble("Type the name of the database (", (name, "bold"), ") to go on: "))
    except EOFError:
        stderr.print()
        answer = ""
    if answer.strip() != name:
        raise CommandError("nothing was dropped: that is not the database's name")
