"""The options that several commands of `aiolift db` have."""

from typing import Annotated

import typer

from aiolift.seeding import Duplicates

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
