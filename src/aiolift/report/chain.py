"""Why one function became async: the calls from it down to the I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from aiolift.report.shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiolift.migrate.plan import Step


def chain(steps: Sequence[Step]) -> RenderableType:
    """Return the explanation as a page for `Console.print`.

    :param steps: what `Plan.chain` returned, at least one step.
    """
    first, last = steps[0], steps[-1]
    if last.callee is None:
        reason = " became async because it does I/O:" if len(steps) == 1 else " became async because it leads to I/O:"
    else:
        reason = f" became async because it calls {shown(last.callee)}, which is async:"
    places = [f"{shown(str(step.name))}:{step.line}" for step in steps]
    width = max(map(cell_len, places))
    table = Table.grid(padding=(0, 2))
    for number, (step, place) in enumerate(zip(steps, places, strict=True), start=1):
        arrow = ("I/O  ", "bold red") if step.callee is None else ("calls", "dim")
        table.add_row(Text(f"{number}", "dim"), Text(shown(step.function), "bold"))
        table.add_row("", Text.assemble((set_cell_size(place, width), "cyan"), "  ", arrow, "  ", _code(step.code)))
    return Group(Text.assemble((shown(first.function), "bold"), reason), Padding(table, (1, 0, 0, 2)))


def _code(code: str) -> Text:
    line = Syntax("", "python", theme="ansi_dark").highlight(shown(code.strip()))
    line.rstrip()
    return line
