"""Attributes that the database is asked for when they are read: relationships, and what a commit had expired.

Each lazy read is converted where it stands: by a loader option on the query that loaded the object, by awaiting
`awaitable_attrs`, or, where nobody can await, by `lazy="selectin"` on the relationship.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.lazy_reads import lazy_reads
from aiolift.knowledge.barriers import by_decorator
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.implicit import async_attrs, defaults, loader_options
from aiolift.migrate.rewrite.implicit.decide import RULE, Decisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the reads of relationships that lead to their own class: no default can load a tree to its end."""
    for read in lazy_reads(model):
        function = read.function
        if (
            read.certain
            and function is not None
            and not isinstance(function.node, ast.Lambda)
            and by_decorator(function.decorators) is None
            and not (function.name.startswith("__") and function.name.endswith("__"))
            and any(found.is_lazy and found.is_recursive for found in read.relationships)
        ):
            yield Seed(read.module, read.node, function, RULE)


def rewrite(context: Context) -> None:
    """Decide about every read, then write the decisions down."""
    decisions = Decisions(context)
    defaults.rewrite(context, decisions)
    loader_options.rewrite(context, decisions)
    async_attrs.rewrite(context, decisions)
