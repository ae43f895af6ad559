"""`aiolift db seed`: load a CSV file into the table of a model."""

from pathlib import Path
from typing import Annotated, Any

import typer

from aiolift.cli import connecting
from aiolift.cli import models as user_models
from aiolift.cli.db.loading import load, sentence
from aiolift.cli.db.options import Json, Models, Repeats, Wait
from aiolift.cli.options import Url
from aiolift.cli.output import print_json, stdout
from aiolift.database import Database
from aiolift.seeding import OnConflict

Model = Annotated[str, typer.Argument(metavar="MODEL", help="The class of the model, or the name of its table.")]
Csv = Annotated[Path, typer.Argument(metavar="CSV", help="The file; its first line names the columns.")]
Key = Annotated[
    str,
    typer.Option("--key", metavar="COLUMN,…", help="The columns that tell which rows are the same, as email or a,b."),
]
Conflict = Annotated[
    OnConflict,
    typer.Option(
        "--on-conflict",
        help="What becomes of a row whose key is in the table: insert leaves it as it is, update gives it the values "
        "of the file, error stops.",
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", show_default="UTF-8 or CP949, as found", help="The encoding of the file.")
]


def seed(
    model: Model,
    csv: Csv,
    key: Key,
    models: Models,
    on_conflict: Conflict = "insert",
    duplicates: Repeats = "error",
    encoding: Encoding = None,
    url: Url = None,
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Load a CSV file into the table of a model: all of it, or on any error nothing.

    May run again: a row whose key is in the table is not inserted twice.

    Example: aiolift db seed Region data/region.csv --key province,city --models travel.models
    """
    user_models.load(models)
    target = user_models.find(model)
    columns = tuple(key.split(","))

    async def work(database: Database) -> dict[str, Any]:
        return await load(
            database, target, csv, columns, on_conflict=on_conflict, duplicates=duplicates, encoding=encoding
        )

    loaded = connecting.run(work, url=url, wait=wait)
    if as_json:
        print_json(loaded)
    else:
        stdout.print(sentence(loaded))
