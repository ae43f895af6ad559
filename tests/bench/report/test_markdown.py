"""Tables of Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.bench.report.markdown import number, table


def test_table() -> None:
    """Names stand on the left, numbers on the right, and an empty cell is empty."""
    assert table(("name", "rate"), [("one", "1"), ("two", "")]) == [
        "| name | rate |",
        "| --- | --: |",
        "| one | 1 |",
        "| two | |",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.123, "0.12"), (9.999, "10.00"), (12.34, "12.3"), (99.96, "100.0"), (12345.6, "12,346")],
)
def test_number(value: float, text: str) -> None:
    """A number has the digits that mean something."""
    assert number(value) == text


@given(st.floats(0.01, 1e9))
def test_number_is_near(value: float) -> None:
    """What is shown differs from the value by half of a hundredth at most, or by 1 in 200."""
    assert abs(float(number(value).replace(",", "")) - value) <= max(0.00501, value / 200)
