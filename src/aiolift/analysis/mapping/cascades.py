"""What SQLAlchemy does to related objects along: `cascade="all, delete-orphan"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.analysis.mapping.relationships import Mapping
    from aiolift.program.entities import Class


def refreshed_along(mapping: Mapping, classes: Iterable[Class]) -> set[Class]:
    """Return the classes of what a refresh of an object expires as well, where it is loaded with the object."""
    found: set[Class] = set()
    waiting = list(classes)
    while waiting:
        for relationship in mapping.all_of(waiting.pop()):
            if relationship.cascade & {"all", "refresh-expire"}:
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
        if "delete-orphan" in relationship.cascade and not wanted.isdisjoint(relationship.targets)
    }
