"""What a person does after reading a plan."""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiolift.migrate.plan import Plan, Step


def next_steps(plan: Plan, written: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the steps: what to type or do, and what it is for.

    :param written: where the migrated code stands now; None where nothing was written.
    """
    root = shlex.quote(str(plan.root))
    in_place = written is not None and written.resolve() == plan.root.resolve()
    if not plan.changes and not plan.markers:
        yield "nothing", "there is no blocking database call to move, or all were moved before"
        return
    if written is None:
        yield f"aiolift migrate {root} --diff", "read every change"
        yield f"aiolift migrate {root} --write", "make them, where git can undo them; --out DIR makes a copy"
    elif in_place:
        git = "git" if root == "." else f"git -C {root}"
        yield f"{git} diff", f"read every change; {git} restore . takes them back"
        yield "install the new requirements", "then run the tests"
    else:
        yield f"cd {shlex.quote(str(written))}", "install the new requirements, then run the tests"
    if plan.markers:
        yield f"aiolift explain {min(plan.markers, key=lambda marker: marker.code).code}", "what a marker means"
        if written is not None:
            yield "grep -rn '# aiolift: AL'", "the places to decide on; delete each comment when it is done"
    if plan.coloured and not in_place:  # it works on the sync code
        yield f"aiolift explain {shlex.quote(_farthest(plan))} --path {root}", "why a function became async"


def _farthest(plan: Plan) -> str:
    """The function that is farthest from its I/O explains most: the last found from the I/O up, tests left out."""
    callers: defaultdict[str | None, list[str]] = defaultdict(list)
    for function, step in plan.coloured.items():
        callers[step.callee if step.callee in plan.coloured else None].append(function)
    level, last = callers[None], list(plan.coloured)
    while level:
        last = [function for function in level if not _is_test(plan.coloured[function])] or last
        level = [caller for function in level for caller in callers[function]]
    return min(last)


def _is_test(step: Step) -> bool:
    return any(part.startswith(("test", "conftest")) for part in step.name.parts)
