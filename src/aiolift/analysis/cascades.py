"""What SQLAlchemy does to related objects along: `cascade="all, delete-orphan"`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.relationships import keyword

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.relationships import Mapping, Relationship
    from aiolift.program.entities import Class


def cascades(relationship: Relationship) -> frozenset[str]:
    """Return the words of a relationship's `cascade`, as SQLModel's `cascade_delete` sets them; else none."""
    if getattr(keyword(relationship.call, "cascade_delete"), "value", False) is True:
        return frozenset({"all", "delete-orphan"})
    given = _option(relationship, "cascade")
    if not isinstance(given, ast.Constant) or not isinstance(given.value, str):
        return frozenset()
    return frozenset(word.strip() for word in given.value.split(","))


def _option(relationship: Relationship, name: str) -> ast.expr | None:
    call = relationship.call
    inner = keyword(call, "sa_relationship")
    call = inner if isinstance(inner, ast.Call) else call
    options = keyword(call, "backref") if relationship.backref else keyword(call, "sa_relationship_kwargs")
    if isinstance(options, ast.Call):
        return keyword(options, name)
    if isinstance(options, ast.Dict):
        keys = (getattr(key, "value", None) for key in options.keys)
        return next((value for key, value in zip(keys, options.values, strict=True) if key == name), None)
    return None if relationship.backref else keyword(call, name)


def refreshed_along(mapping: Mapping, classes: Iterable[Class]) -> set[Class]:
    """Return the classes of what a refresh of an object expires as well, where it is loaded with the object."""
    found: set[Class] = set()
    waiting = list(classes)
    while waiting:
        for relationship in mapping.all_of(waiting.pop()):
            if cascades(relationship) & {"all", "refresh-expire"}:
                new = set(relationship.targets) - found
                found |= new
                waiting += new
    return found


def owners_of_orphans(mapping: Mapping, classes: Iterable[Class]) -> set[Class]:
    """Return the classes whose collections delete an object of some classes that leaves them."""
    wanted = {found for cls in classes for found in (*cls.mro(), *cls.descendants())}
    return {
        relationship.owner
        for relationship in mapping.relationships
        if "delete-orphan" in cascades(relationship) and not wanted.isdisjoint(relationship.targets)
    }
