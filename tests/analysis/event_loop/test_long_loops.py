"""Which loops count far."""

import pytest

from aiolift.analysis.event_loop.long_loops import counts_far
from tests.program.code import model_of


def _far(code: str) -> int:
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return sum(counts_far(site) for site in model_of(f"async def f(rows):\n{lines}").sites)


@pytest.mark.parametrize(
    "code",
    [
        "for i in range(1_000_000): rows.append(i)",
        "for i in range(0, 10**8, 10): rows.append(i)",
        "sum(range(2 * 10**6))",
        "x = {i: 0 for i in range(-5_000_000, 5_000_000)}",
        "x = [0 for i in range(2_000) for j in range(2_000)]",
        "for i in range(2_000):\n    for j in range(2_000): rows.append(i)",
    ],
)
def test_a_loop_that_counts_to_a_million(code: str) -> None:
    """The rounds are those that the text shows, of nested loops together."""
    assert _far(code) == 1


@pytest.mark.parametrize(
    "code",
    [
        "for i in range(999_999): rows.append(i)",
        "for i in range(len(rows)): rows.append(i)",
        "for i in range(10_000_000): await f(i)",
        "for i in range(10_000_000):\n    if rows[i]: break",
        "for i in range(2_000):\n    await f(i)\n    for j in range(2_000): rows.append(i)",
        "x = (i for i in range(10_000_000))",
        "x = range(10_000_000)",
        "x = range(10_000_000, 0)",
        "for i in range(10**19, 10**19 + 1): pass",
        "x = [i for i in range(0, 10_000_000, 0)]",
    ],
)
def test_a_loop_that_does_not(code: str) -> None:
    """A short one, one that pauses or may end early, and numbers that nobody counts."""
    assert _far(code) == 0
