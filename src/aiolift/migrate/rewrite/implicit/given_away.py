"""Collections that a function gives away: whoever reads `book.author` of `return author.books` finds no author.

SQLAlchemy takes the one that `author.books` belongs to from the session's objects and does not load it again, in
whichever way the default says; once the function ends, nobody holds it there.
https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#session-referencing-behavior
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from aiolift.analysis.mapping.relationships import Mapping, Relationship
    from aiolift.analysis.objects.lazy_reads import Read

_COPIES = frozenset({"list", "sorted", "tuple", "reversed"})


def is_given_away(read: Read) -> bool:
    """Whether a function returns or yields what it reads, at once or as a variable."""
    if read.function is None:
        return False
    holder = next(outer for outer in read.module.ancestors(read.node) if not _is_copy(outer))
    match holder:
        case ast.Return() | ast.Yield():
            return True
        case ast.Assign(targets=[ast.Name(name)]):
            given = (one.value for one in read.function.own if isinstance(one, ast.Return | ast.Yield))
            return any(isinstance(value, ast.Name) and value.id == name for value in given)
    return False


def _is_copy(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _COPIES


def way_back(mapping: Mapping, collection: Relationship, among: Container[Relationship]) -> Relationship | None:
    """Return the relationship, among some, that leads from the items of a collection to the one that has it."""
    if not collection.several or collection.is_recursive or collection.link is not None:
        return None
    owners = {*collection.owner.mro(), *collection.owner.descendants()}
    return next(
        (
            found
            for target in collection.targets
            for found in mapping.all_of(target)
            if not found.several and found in among and not owners.isdisjoint(found.targets)
        ),
        None,
    )
