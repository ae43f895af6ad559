"""How a finding tells the way from a property or a method down to the relationship that it reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.lazy_reads import is_called
from aiolift.lint.finding import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.lazy_reads import Read
    from aiolift.analysis.own_reads import Inner
    from aiolift.lint.subject import Subject


def steps(subject: Subject, way: Iterable[Inner]) -> Iterator[Step]:
    """Yield the chain of a finding: `label reads self.hotel`."""
    for step in way:
        yield Step(subject.place(step.module, step.node), f"{step.name} {_does(step)} {ast.unparse(step.node)}")


def _does(step: Inner) -> str:
    if not isinstance(step.node, ast.Attribute):
        return "is"  # an association proxy
    return "calls" if is_called(step.module, step.node) else "reads"


def shown(read: Read) -> str:
    """Return an attribute as a message shows it: with parentheses where it is called."""
    return f"{ast.unparse(read.node)}()" if is_called(read.module, read.node) else ast.unparse(read.node)
