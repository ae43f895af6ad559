"""`aiolift migrate`: plan a migration, show it, write it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiolift.cli.failures import DIFFERENT, CommandError
from aiolift.cli.options import NoCache  # noqa: TC001 -- Typer reads the annotations
from aiolift.cli.output import print_json, show, stderr, stdout
from aiolift.cli.planning import Driver, Exclude, Observed, plan
from aiolift.migrate import copying, git
from aiolift.program import write
from aiolift.report.diff import coloured, patch
from aiolift.report.plan_json import plan_json
from aiolift.report.summary import summary

if TYPE_CHECKING:
    from aiolift.migrate.plan import Plan

#: How many lines of a list a terminal gets to see.
_MOST = 20

EXAMPLES = """Examples:

aiolift migrate .                             what would change

aiolift migrate . --diff | less               every change, also for git apply

aiolift migrate . --out ../service-async      a migrated copy

aiolift migrate . --write --driver asyncmy    in place, where git can undo it

aiolift migrate . --observe seen.json         with what observe recorded

aiolift migrate . --json - --exclude legacy   the plan for programs
"""


def migrate(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder that holds the code base.")],
    diff: Annotated[
        bool, typer.Option("--diff", metavar="", help="Show the changes as a unified diff, and nothing else.")
    ] = False,
    to_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the plan as JSON; - is stdout, and nothing else."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write a migrated copy of the whole tree, all or none.")
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--write", metavar="", help="Change the files in place, all of them or none.")
    ] = False,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", metavar="", help="With --write: even where git could not undo it.")
    ] = False,
    driver: Driver = None,
    exclude: Exclude = None,
    observed: Observed = None,
    no_cache: NoCache = False,
) -> None:
    """Move a FastAPI and SQLAlchemy code base from sync to async: its code, tests, settings and requirements.

    Without --out or --write nothing is changed. Nothing of the code base is imported or run.

    Exit code 0: complete; 1: places are left for a person to decide on; 2: bad input, nothing was written.
    """
    on_stdout = to_json == Path("-")
    if diff and on_stdout:
        raise CommandError("--diff and --json - both want stdout; name a file for the JSON")
    if to_json is not None and to_json.suffix != ".json" and to_json.is_file():
        raise CommandError(f"--json {to_json} is a file that would be lost; name a new one, or one that ends in .json")
    if out is not None and in_place:
        raise CommandError("--out and --write exclude each other: a copy, or the files themselves")
    if out is not None:
        copying.check_destination(path, out)
    if in_place and not allow_dirty and path.is_dir():
        git.require_clean(path, apart_from=observed)
    made = plan(path, driver=driver, exclude=exclude or [], observed=observed, no_cache=no_cache)
    if to_json is not None and not on_stdout:
        _save_json(made, to_json)
    if in_place:
        lost = git.untracked(path, (change.name for change in made.changes if change.before is not None))
        write.in_place(made.root, made.changes)
        if not allow_dirty and lost:
            stderr.print(f"note: not in git, so git cannot undo these: {', '.join(map(str, lost))}")
    elif out is not None:
        copying.copy(made, out)
    if on_stdout:
        print_json(plan_json(made))
    elif diff:
        _show_diff(made)
    else:
        written = path if in_place else out
        show(summary(made, written=written, most=_MOST if stdout.is_terminal else None))
    if made.markers:
        raise typer.Exit(DIFFERENT)


def _save_json(made: Plan, file: Path) -> None:
    data = json.dumps(plan_json(made), ensure_ascii=False, indent=2, default=str)
    try:
        file.write_text(data + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--json {file} cannot be written: {error.strerror}") from None


def _show_diff(made: Plan) -> None:
    if stdout.is_terminal:
        for line in coloured(made.changes):
            stdout.print(line, soft_wrap=True)
    else:
        sys.stdout.buffer.write(patch(made.changes))
        sys.stdout.buffer.flush()
