"""The options that several commands have, and what they say in ``--help``."""

from typing import Annotated

import typer

Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        show_default="DATABASE_URL of the environment or .env",
        help="The database, as mysql://user@host/travel. A command's arguments can be read by others on this machine: "
        "put a password into DATABASE_URL instead.",
    ),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", metavar="", help="Work everything out again, even if nothing has changed since the last run."
    ),
]
