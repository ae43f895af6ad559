"""The charts."""

from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

from aiolift.bench.report.sections import section
from aiolift.errors import MissingPackageError
from tests.bench import examples

CHARTS = {name: chart for result in examples.results().values() for name, chart in section(result).charts.items()}


@pytest.mark.parametrize("name", CHARTS)
def test_small_plain_and_the_same_every_time(name: str) -> None:
    """A chart is an SVG file without scripts or comments, of a few kilobytes, and equal however often it is drawn."""
    if find_spec("pygal") is None:
        with pytest.raises(MissingPackageError, match=r"aiolift\[bench\]"):
            CHARTS[name].draw()
        return
    drawn = CHARTS[name].draw()
    assert drawn == CHARTS[name].draw()
    assert len(drawn) < 20_000
    assert b"<script" not in drawn
    assert b"<!--" not in drawn
    root = ElementTree.fromstring(drawn)
    texts = {element.text for element in root.iter() if element.text}
    assert CHARTS[name].title in texts
    if CHARTS[name].groups:
        assert set(CHARTS[name].series) <= texts
