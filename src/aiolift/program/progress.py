"""How a long piece of work says how far it is; who shows it is not its business."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of stages, one after the other: the next `start` ends the one before."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage, as `reading` or `verifying`, of `total` steps; 0 where their number is not known."""

    def advance(self, n: int = 1) -> None:
        """Finish `n` more steps of the stage."""


class Silent:
    """A Progress that shows nothing."""

    def start(self, stage: str, total: int) -> None:
        """Show nothing."""

    def advance(self, n: int = 1) -> None:
        """Show nothing."""
