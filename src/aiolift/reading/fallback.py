"""Why a statement takes the ordinary path, and how many did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fallback:
    """The statement, or every statement for now, takes the ordinary path.

    :param reason: why, as a clause that can follow "because".
    """

    reason: str


class FallbackError(Exception):
    """The ORM's loading asked for something that only a session has. Never leaves `aiolift.reading`."""

    def __init__(self, fallback: Fallback) -> None:
        super().__init__(fallback.reason)
        self.fallback = fallback


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a statement is read.

    :param path: ``"columns"`` (rows become objects directly), ``"loaders"`` (the ORM's loaders work on rows that were
        fetched directly) or ``"session"`` (the ordinary path).
    :param reason: why it is the ordinary path; empty for the others.
    :param sql: the SQL that is sent; empty for the ordinary path.
    """

    path: str
    reason: str = ""
    sql: str = ""

    @property
    def fast(self) -> bool:
        """Whether the ordinary session has no part in it."""
        return self.path != "session"

    def __str__(self) -> str:
        return f"{self.path}: because {self.reason}" if self.reason else f"{self.path}: {self.sql}"


@dataclass(slots=True)
class ReadCounts:
    """How many statements of a Database's readers took which path since it was made."""

    fast: int = 0
    fallbacks: Counter[str] = field(default_factory=Counter)
    """How many took the ordinary path, by reason."""
