"""The options that several commands have, and what they say in ``--help``."""

from typing import Annotated

import typer

from aiolift.seeding import Duplicates

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
Models = Annotated[
    str,
    typer.Option(
        "--models",
        metavar="MODULE",
        envvar="AIOLIFT_MODELS",
        help="The module that holds the models, as travel.models; the current directory is searched first.",
    ),
]
Repeats = Annotated[
    Duplicates,
    typer.Option(
        "--duplicates",
        help="What becomes of a row that repeats an earlier one of the file in every cell: error stops, skip leaves it "
        "out.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, and nothing else.")]
Wait = Annotated[
    float,
    typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait for a server that is still starting."),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", metavar="", help="Work everything out again, even if nothing has changed since the last run."
    ),
]
