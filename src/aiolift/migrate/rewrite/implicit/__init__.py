"""Attributes that the database is asked for when they are read: relationships, and what a commit had expired.

Each lazy read is converted where it stands: by a loader option on the query that loaded the object, by awaiting
`awaitable_attrs`, or, where nobody can await, by `lazy="selectin"` on the relationship.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.object_origins import Origins
from aiolift.knowledge.barriers import by_decorator
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.implicit import (
    async_attrs,
    by_name,
    defaults,
    dynamic,
    expired,
    filled,
    inheritance,
    loader_options,
    observations,
    reloads,
)
from aiolift.migrate.rewrite.implicit.decide import RULE, Decisions
from aiolift.program.fixtures import is_fixture, is_test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the reads in tests, those of relationships that lead to their own class, and those of expired objects.

    No default can load a tree to its end, and tests read what they like: both await where they read.
    """
    yield from dynamic.seeds(model)
    yield from expired.seeds(model)
    origins = Origins(model)
    for read in model.lazy_reads:
        function = read.function
        if (
            not read.certain
            or function is None
            or not any(found.is_lazy for found in read.relationships)
            or (read.is_store and not any(found.several for found in read.relationships))
        ):
            continue
        if is_test(function) or is_fixture(function):
            made = all(origin.kind == "made" for origin in origins.of(read.module, read.node.value))
            if not made:
                yield Seed(read.module, read.node, function, RULE)
        elif _may_await(function) and any(found.is_recursive for found in read.relationships):
            yield Seed(read.module, read.node, function, RULE)


def _may_await(function: Function) -> bool:
    special = function.name.startswith("__") and function.name.endswith("__")
    return not special and not isinstance(function.node, ast.Lambda) and by_decorator(function.decorators) is None


def rewrite(context: Context) -> None:
    """Decide about every read, then write the decisions down."""
    decisions = Decisions(context)
    observations.apply(context, decisions)
    by_name.apply(context, decisions)
    defaults.rewrite(context, decisions)
    inheritance.rewrite(context, decisions)
    loader_options.rewrite(context, decisions)
    async_attrs.rewrite(context, decisions)
    filled.rewrite(context, decisions)
    reloads.rewrite(context, decisions)
    dynamic.rewrite(context)
