"""Where calls that could matter are unresolved, the type oracle is asked, and the values are followed once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.configuration.pytest_config import is_test
from aiolift.migrate.unresolved import unresolved
from aiolift.program import oracle
from aiolift.program.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiolift.migrate.context import Context
    from aiolift.program.oracle import Oracle

#: Seconds that the oracle may take.
_TIMEOUT = 60.0


def second_opinion(root: Path, first: Context, again: Callable[[Program, Oracle], Context]) -> Context:
    """Return the context in which fewer calls are unresolved: `first`, or one made with the oracle's answers.

    Where no call is unresolved the oracle is not asked; where it has no answer, a note says so, and why.

    :param again: makes the context of a program, before anything is rewritten, with an oracle.
    """
    left = _left(first)
    if not left:
        return first
    modules = first.model.program.modules
    answers, reason = oracle.types(root, [module.file.name for module in modules], timeout=_TIMEOUT)
    if answers is None:
        calls = "1 call that could matter is" if left == 1 else f"{left} calls that could matter are"
        first.note(f"{calls} unresolved, and no type checker could be asked: {reason}")
        return first
    parsed = {module.file.name: module.parsed for module in modules}
    second = again(Program([module.file for module in modules], parsed=parsed), answers)
    return second if _left(second) < left else first


def _left(context: Context) -> int:
    """Count the calls of the application that are unresolved; for a test's own helpers nobody waits."""
    return sum(not is_test(found.name) for found in unresolved(context))
