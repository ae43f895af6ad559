"""Why one function does not change its colour, or has a sync copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from aiolift.report.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.migrate.functions import Function
    from aiolift.migrate.plan import Kept, Plan


def unchanged(function: Function, plan: Plan) -> RenderableType:
    """Return the explanation for a function that is not in `plan.coloured`, as a page for `Console.print`."""
    name = (shown(function.label), "bold")
    place = (f"{shown(str(function.name))}:{function.first}", "cyan")
    if function.is_async:
        return Text.assemble(name, " is async already, at ", place, ".")
    lines = range(function.first, function.last + 1)
    markers = [marker for marker in plan.markers if marker.name == function.name and marker.line in lines]
    unresolved = [found for found in plan.unresolved if found.name == function.name and found.line in lines]
    kept = plan.kept.get(function.label)
    if kept is not None and not markers:
        return Text.assemble(name, " stays sync, at ", place, ", on a sync engine or session: ", *_for(kept))
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


def copy(kept: Kept) -> RenderableType:
    """Return what is added to the explanation of a function that became async and has a sync copy."""
    return Text.assemble("\nA sync copy of it stays, on a sync engine: ", *_for(kept))


def _for(kept: Kept) -> Iterator[str | tuple[str, str]]:
    place = (f"{shown(str(kept.name))}:{kept.line}", "cyan")
    if kept.start == kept.function:
        yield f"it cannot await. {kept.why} It needs the database at "
    else:
        yield from ("it goes with ", (shown(kept.start), "bold"), ", which cannot await. ")
        yield f"{kept.why} It needs the database at "
    yield from (place, ".")
