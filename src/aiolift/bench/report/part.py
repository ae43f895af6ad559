"""A part of the page: its lines, and the charts that it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.bench.report import charts
from aiolift.bench.report.markdown import number

if TYPE_CHECKING:
    from aiolift.bench.rounds import Spread


@dataclass(frozen=True)
class Section:
    """A part of the page.

    :param lines: Markdown, from its heading on.
    :param charts: by name, to be drawn when they are written: without pygal the page can still be made.
    """

    lines: list[str]
    charts: dict[str, Chart] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """What a chart shows: columns in groups, or bars where there are no groups."""

    title: str
    unit: str
    series: dict[str, list[float | None]]
    groups: tuple[str, ...] = ()

    def draw(self) -> bytes:
        """Draw it.

        :raises MissingPackageError: pygal is not installed.
        """
        if self.groups:
            return charts.columns(self.title, self.groups, self.series, unit=self.unit)
        return charts.bars(self.title, {name: values[0] or 0.0 for name, values in self.series.items()}, unit=self.unit)


def image(name: str, chart: Chart) -> str:
    """Return the line that shows a chart."""
    return f"![{chart.title}](charts/{name}.svg)"


def slug(*parts: str) -> str:
    """Return the name of a chart's file, without its suffix."""
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)


def product(server: str) -> str:
    """Return the name of a server without its version."""
    return server.partition(" ")[0]


def spread_range(spread: Spread) -> str:
    """Return the lowest and the highest value."""
    return f"{number(spread.lowest)} to {number(spread.highest)}"
