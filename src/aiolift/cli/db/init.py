"""`aiolift db init`: create the tables of the models, and fill them from CSV files."""

import re
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from aiolift.cli import connecting
from aiolift.cli import models as user_models
from aiolift.cli.db.loading import load, sentence
from aiolift.cli.db.options import Json, Models, Repeats, Wait
from aiolift.cli.options import Url
from aiolift.cli.output import print_json, stdout
from aiolift.database import Database


class Seed(NamedTuple):
    """What ``--seed`` names: a model, the CSV file with its rows, and the columns that tell them apart."""

    model: str
    path: Path
    key: tuple[str, ...]


def _parse_seed(text: str) -> Seed:
    parts = re.fullmatch(r"(?P<model>\w+)=(?P<path>.+):(?P<key>\w+(,\w+)*)", text)
    if parts is None:
        raise typer.BadParameter(f"{text!r} is not of the form MODEL=FILE:KEY,KEY as in Region=data/region.csv:code")
    path = Path(parts["path"])
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {path}")
    return Seed(parts["model"], path, tuple(parts["key"].split(",")))


Seeds = Annotated[
    list[Seed] | None,
    typer.Option(
        "--seed",
        metavar="MODEL=FILE:KEY,KEY",
        parser=_parse_seed,
        help="Fill a model's table from a CSV file; rows whose KEY columns are in the table already are left alone. "
        "May be repeated; the files are loaded in the order given.",
    ),
]


def init(
    models: Models,
    url: Url = None,
    seeds: Seeds = None,
    duplicates: Repeats = "error",
    wait: Wait = 0,
    as_json: Json = False,
) -> None:
    """Create the tables of the models that are missing, and fill them from CSV files.

    May run again, and on several machines at once: what exists is left alone.

    Example: aiolift db init --models travel.models --seed Region=data/region.csv:province,city
    """
    metadata = user_models.load(models)
    wanted = [(user_models.find(seed.model), seed.path, seed.key) for seed in seeds or ()]

    async def work(database: Database) -> dict[str, Any]:
        created = await database.create_tables(metadata)
        return {"created": created, "seeded": [await load(database, *seed, duplicates=duplicates) for seed in wanted]}

    done = connecting.run(work, url=url, wait=wait, creates=True)
    if as_json:
        print_json(done)
        return
    stdout.print(f"created {', '.join(done['created'])}" if done["created"] else "every table exists already")
    for seeded in done["seeded"]:
        stdout.print(sentence(seeded))
