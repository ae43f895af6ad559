"""`aiolift explain`: why a function became async, or stays sync; what a marker means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from aiolift.cli.failures import CommandError
from aiolift.cli.lint import find_rule
from aiolift.cli.options import NoCache  # noqa: TC001 -- Typer reads the annotations
from aiolift.cli.output import show
from aiolift.cli.planning import Driver, Exclude, Observed, plan
from aiolift.knowledge.markers import MARKERS, MarkerKind
from aiolift.migrate.functions import find, functions, near
from aiolift.report.chain import chain
from aiolift.report.marker import marker
from aiolift.report.rule import rule_page
from aiolift.report.sync import copy, unchanged

_CODE = re.compile(r"AL\d+", re.IGNORECASE)

EXAMPLES = """Examples:

aiolift explain app.services.plan:save_plan      why is it async?

aiolift explain PlanService.save --path ../app   in a code base elsewhere

aiolift explain AL901                            what a marker asks for

aiolift explain AL101                            why a rule of aiolift lint is
"""


def explain(
    what: Annotated[
        str,
        typer.Argument(metavar="FUNCTION|CODE", help="As app.services.plan:PlanService.save_plan, AL901 or AL101."),
    ],
    path: Annotated[Path, typer.Option("--path", metavar="PATH", help="The folder that holds the code base.")] = Path(),
    driver: Driver = None,
    exclude: Exclude = None,
    observed: Observed = None,
    no_cache: NoCache = False,
) -> None:
    """Say why a function becomes async: the calls from it down to the I/O. Or what a marker or lint rule means.

    The end of a function's name is enough where only one function has it. PATH is the code before the migration.
    """
    if _CODE.fullmatch(what):
        code = what.upper()
        show(marker(_kind(code)) if code.startswith("AL9") else rule_page(find_rule(code)))
        return
    made = plan(path, driver=driver, exclude=exclude or [], observed=observed, no_cache=no_cache)
    known = {function.label: function for function in functions(path, exclude or [])}
    label = what if what in made.coloured else _only(what, {*made.coloured, *known})
    if label not in made.coloured:
        show(unchanged(known[label], made))
        return
    show(chain(made.chain(label)))
    if label in made.kept:
        show(copy(made.kept[label]))


def _kind(code: str) -> MarkerKind:
    if code not in MARKERS:
        raise CommandError(f"there is no marker {code}; the markers are {', '.join(MARKERS)}")
    return MARKERS[code]


def _only(what: str, labels: set[str]) -> str:
    """Return the one function that is meant."""
    found = find(what, labels)
    if len(found) > 1:
        raise CommandError(f"several functions are called {what}: {', '.join(sorted(found))}; give more of the name")
    if found:
        return found[0]
    close = near(what, labels)
    hint = f"did you mean {' or '.join(close)}?" if close else "write it as module:function, as app.services.plan:save"
    raise CommandError(f"there is no function {what} in the code base; {hint}")
