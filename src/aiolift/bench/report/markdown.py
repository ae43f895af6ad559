"""Tables of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, text_columns: int = 1) -> list[str]:
    """Return the lines of a table; all columns but the first `text_columns` are numbers, on the right."""
    rule = ["---"] * text_columns + ["--:"] * (len(header) - text_columns)
    return [_line(header), _line(rule), *(_line(row) for row in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"


def number(value: float) -> str:
    """Return a number that is not negative, with as many digits as mean something: three."""
    if not value:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
