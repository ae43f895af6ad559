"""Rounds of a measurement, interleaved: what the machine does meanwhile happens to every contender."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Contender = TypeVar("Contender")


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, and how far they lie apart."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of `values`, at least one."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{self.median:,.0f} ({self.lowest:,.0f} to {self.highest:,.0f})"


def rotated(contenders: Sequence[Contender], rounds: int) -> Iterator[tuple[int, Contender]]:
    """Yield the number of the round and a contender: each once in every round, the first of a round last in the next.

    Rounds are counted from 1.
    """
    for number in range(rounds):
        start = number % len(contenders) if contenders else 0
        for contender in (*contenders[start:], *contenders[:start]):
            yield number + 1, contender
