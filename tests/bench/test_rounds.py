"""Interleaved rounds, and their medians."""

from hypothesis import given
from hypothesis import strategies as st

from aiolift.bench.rounds import Spread, rotated


@given(st.lists(st.text(max_size=3), unique=True, max_size=6), st.integers(0, 8))
def test_each_round_has_everybody_once(names: list[str], rounds: int) -> None:
    """Every contender has one turn in every round, and who was first is last in the next one."""
    turns = list(rotated(names, rounds))
    for number in range(1, rounds + 1):
        assert sorted(name for found, name in turns if found == number) == sorted(names)
    assert [number for number, _ in turns] == sorted(number for number, _ in turns)
    firsts = [turns[number * len(names)][1] for number in range(rounds)] if names else []
    assert firsts == [names[number % len(names)] for number in range(len(firsts))]


def test_spread() -> None:
    """A spread is the median with the lowest and the highest value."""
    assert Spread.of([3.0, 1000.0, 2.0]) == Spread(3.0, 2.0, 1000.0)
    assert str(Spread.of([3.0, 1000.0, 2.0])) == "3 (2 to 1,000)"
