"""The calls that a trace comes down by: a parameter of what they call is what they pass, no other call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from aiolift.program.entities import Function
    from aiolift.program.source import Module

#: So many are kept in mind.
MOST = 3


@dataclass(frozen=True)
class Down:
    """A call that the trace followed down into a function that it calls."""

    function: Function
    module: Module
    node: ast.Call


def down(calls: tuple[Down, ...], call: Down) -> tuple[Down, ...]:
    """Return the calls with one more; of a function that calls itself, the one that began it."""
    for index, before in enumerate(calls):
        if before.function is call.function:
            return calls[: index + 1]
    return (*calls, call)[-MOST:]
