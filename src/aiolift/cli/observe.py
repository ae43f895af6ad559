"""`aiolift observe`: run a sync test suite, and record what it loads without asking for it."""

from pathlib import Path
from typing import Annotated

import typer

from aiolift.cli.output import stderr
from aiolift.observe.run import Outcome, run

Command = Annotated[
    list[str],
    typer.Argument(metavar="-- COMMAND…", help="The suite, as it is run without aiolift; in its own environment."),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the record goes, as JSON.")]
Root = Annotated[
    Path,
    typer.Option(
        "--root",
        metavar="DIR",
        show_default="the current directory",
        exists=True,
        file_okay=False,
        help="The code base: lines of files below it are named, as `aiolift migrate DIR` names them.",
    ),
]
EXAMPLES = """Examples:

aiolift observe -- pytest                               your suite

aiolift observe -o seen.json -- .venv/bin/pytest -n 4   elsewhere

aiolift observe -- python -m app.report                 any Python

aiolift migrate . --observe .aiolift-observed.json      use the record
"""


def observe(command: Command, output: Output = Path(".aiolift-observed.json"), root: Root = Path()) -> None:
    """Run the sync suite, and record every lazy load, deferred column and expired reload with the line that caused it.

    Two thirds of them cannot be seen in the text: `aiolift migrate --observe FILE` reads the record.
    The exit code is the suite's.
    """
    outcome = run(command, output, root=root)
    stderr.print(_sentence(outcome, output))
    raise typer.Exit(outcome.code)


def _sentence(outcome: Outcome, output: Path) -> str:
    if not outcome.versions and not outcome.problems:
        return f"aiolift: nothing was recorded: no Python process of the command imported sqlalchemy.orm ({output})"
    problems = f"; {len(outcome.problems)} problems, the first: {outcome.problems[0]}" if outcome.problems else ""
    return f"aiolift: {outcome.loads:,} implicit loads at {outcome.places:,} places, in {output}{problems}"
