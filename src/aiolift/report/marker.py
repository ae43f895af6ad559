"""What a marker in the code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from aiolift.knowledge.markers import MarkerKind


def marker(kind: MarkerKind) -> RenderableType:
    """Return the explanation as a page for `Console.print`."""
    table = Table.grid(padding=(0, 2))
    table.add_row(Text("why", "cyan"), Text(kind.what))
    table.add_row(Text("do", "cyan"), Text(kind.suggestion))
    table.add_row(Text("in the code", "cyan"), Text(kind.comment()))
    return Group(Text.assemble((kind.code, "bold yellow"), "  ", (kind.name, "bold")), Padding(table, (1, 0, 0, 2)))
