"""Why one function does not change its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from aiolift.report.shown import shown

if TYPE_CHECKING:
    from aiolift.migrate.functions import Function
    from aiolift.migrate.plan import Plan


def unchanged(function: Function, plan: Plan) -> RenderableType:
    """Return the explanation for a function that is not in `plan.coloured`, as a page for `Console.print`."""
    name = (shown(function.label), "bold")
    place = (f"{shown(str(function.name))}:{function.first}", "cyan")
    if function.is_async:
        return Text.assemble(name, " is async already, at ", place, ".")
    lines = range(function.first, function.last + 1)
    markers = [marker for marker in plan.markers if marker.name == function.name and marker.line in lines]
    unresolved = [found for found in plan.unresolved if found.name == function.name and found.line in lines]
    if markers:
        reason = "it holds what a person must decide first:"
    elif unresolved:
        reason = "no call in it is known to lead to I/O. These could not be resolved:"
    else:
        reason = "no call in it leads to I/O that has an async form."
    return Group(
        Text.assemble(name, " stays sync, at ", place, ": ", reason),
        *(
            Text(f"  line {marker.line}: {marker.code} {shown(marker.what)}\n    → {shown(marker.suggestion)}")
            for marker in markers
        ),
        *(Text(f"  line {found.line}: {shown(found.call)}: {shown(found.why)}") for found in unresolved),
    )
