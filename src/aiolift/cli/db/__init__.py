"""`aiolift db`: look at a database, and make, fill and drop the tables of the models."""

from __future__ import annotations

import typer

from aiolift.cli.db.check import check
from aiolift.cli.db.drop import drop
from aiolift.cli.db.init import init
from aiolift.cli.db.seed import seed
from aiolift.cli.db.tables import tables

_EXAMPLES = """Examples:

aiolift db check --url mysql://hong@127.0.0.1/travel

aiolift db tables --models travel.models

aiolift db init --models travel.models --seed Region=data/region.csv:province,city

aiolift db seed Region data/region.csv --key province,city --on-conflict update --models travel.models

aiolift db drop --models travel.models
"""

db = typer.Typer(
    name="db",
    no_args_is_help=True,
    help="Look at a database, and make, fill and drop its tables.",
    epilog=_EXAMPLES,
)

for command in (check, tables, init, seed, drop):
    db.command()(command)
