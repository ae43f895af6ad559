"""How a finding tells the way from a property or a method down to the relationship that it reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.lazy_reads import is_called
from aiolift.lint.finding import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.objects.loading import Unloaded
    from aiolift.analysis.objects.own_reads import Inner
    from aiolift.lint.subject import Subject


def steps(subject: Subject, way: Iterable[Inner]) -> Iterator[Step]:
    """Yield the chain of a finding: `label reads self.hotel`."""
    for step in way:
        yield Step(subject.place(step.module, step.node), f"{step.name} {_does(step)} {ast.unparse(step.node)}")


def shown(found: Unloaded) -> str:
    """Return what reads a relationship, as a message says it: `hero.title`, `team.disband()`, the text of an object."""
    written = ast.unparse(found.node)
    if found.node is found.owner:
        return f"`{found.way[0].name}`, which writes `{written}`,"
    return f"`{written}()`" if _is_called(found) else f"`{written}`"


def option(path: Iterable[Relationship]) -> str:
    """Return the loader option that loads the last one of the relationships on a path."""
    names = (("undefer" if one.column else "selectinload", f"{one.owner.name}.{one.name}") for one in path)
    return ".".join(f"{loader}({name})" for loader, name in names)


def _does(step: Inner) -> str:
    if isinstance(step.node, ast.Call):
        return "is"  # an association proxy
    return "calls" if _is_called(step) else "reads"


def _is_called(part: Inner | Unloaded) -> bool:
    return isinstance(part.node, ast.Attribute) and is_called(part.module, part.node)
