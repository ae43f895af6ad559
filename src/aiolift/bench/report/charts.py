"""Charts as SVG files: small, the same every time, and without scripts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from aiolift.errors import MissingPackageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Ours stand out: they are blue, and the others grey to brown.
_OURS = ("#1d4ed8", "#60a5fa", "#93c5fd")
_OTHERS = ("#d4d4d4", "#a3a3a3", "#f59e0b", "#fcd34d", "#a16207", "#525252", "#78716c")
_WIDTH, _BAR_HEIGHT, _MARGIN_HEIGHT, _COLUMNS_HEIGHT = 860, 26, 90, 420
_LEGEND_COLUMNS = 3


def columns(title: str, groups: Sequence[str], series: Mapping[str, Sequence[float | None]], *, unit: str) -> bytes:
    """Draw columns: a group for each of `groups`, and in it one of each series; None leaves a gap.

    :raises MissingPackageError: pygal is not installed.
    """
    chart = _chart("Bar", title, series, height=_COLUMNS_HEIGHT, y_title=unit, x_title="connections")
    chart.x_labels = list(groups)
    for name, values in series.items():
        chart.add(name, list(values))
    return _svg(chart)


def bars(title: str, values: dict[str, float], *, unit: str) -> bytes:
    """Draw one bar for each name, the first one on top.

    :raises MissingPackageError: pygal is not installed.
    """
    height = _MARGIN_HEIGHT + _BAR_HEIGHT * len(values)
    chart = _chart("HorizontalBar", title, values, height=height, x_title=unit, show_legend=False, spacing=4)
    chart.x_labels = list(reversed(values))
    colours = _colours(list(values))
    found = [{"value": value, "color": colours[name]} for name, value in values.items()]
    chart.add("", list(reversed(found)))
    return _svg(chart)


def _chart(kind: str, title: str, series: Mapping[str, Any], **options: Any) -> Any:
    try:
        import pygal
        from pygal.style import Style
    except ImportError:
        raise MissingPackageError("charts need pygal, not installed: pip install 'aiolift[bench]'") from None
    # its finder of plugins, which we have none of, is of an old kind: Python warns of it at each import that fails
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]
    style = Style(
        background="white",
        plot_background="white",
        font_family="sans-serif",
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=13,
        title_font_size=16,
        guide_stroke_color="#dddddd",
        guide_stroke_dasharray="0",
        major_guide_stroke_color="#dddddd",
        major_guide_stroke_dasharray="0",
        opacity="1",
        transition="0s",
        colors=tuple(_colours(list(series)).values()),
    )
    chart = getattr(pygal, kind)(
        title=title,
        style=style,
        width=_WIDTH,
        explicit_size=True,
        js=(),
        max_scale=7,
        legend_at_bottom=True,
        legend_at_bottom_columns=_LEGEND_COLUMNS,
        **options,
    )
    chart.uuid = "chart"  # else a random one
    chart.add_xml_filter(_plain)
    return chart


def _colours(names: Sequence[str]) -> dict[str, str]:
    ours, others = iter(_OURS), iter(_OTHERS)
    is_ours = {name: name.startswith(("aiolift", "db.", "the same")) for name in names}
    return {name: next(ours if is_ours[name] else others, "#000000") for name in names}


def _plain(root: Any) -> Any:
    """Remove what a picture in a page has no use for: scripts, the texts of tooltips, and comments with a date."""
    for parent in root.iter():
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in {"script", "desc"}:
                parent.remove(child)
    return root


def _svg(chart: Any) -> bytes:
    rendered: bytes = chart.render()
    return rendered.rstrip() + b"\n"
