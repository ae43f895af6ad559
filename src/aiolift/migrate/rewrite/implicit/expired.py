"""Objects that a function expires and reads: `session.expire_all()` does no I/O, and the first read behind it does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.implicit.decide import RULE
from aiolift.program.nodes import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function

_EXPIRING = frozenset({"expire", "expire_all"})


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the first read behind each call that expires what is read there."""
    work = UnitOfWork(model)
    for site in model.naming(lambda name: name.rpartition(".")[2] in _EXPIRING):
        if site.function is not None and work.session_method(site) in _EXPIRING:
            read = next(_reads(model, site, site.function), None)
            if read is not None:
                yield Seed(site.module, read, site.function, RULE)


def _reads(model: Model, site: Site, function: Function) -> Iterator[ast.Attribute]:
    """Yield what is read behind a call of the mapped objects that it expires: of all, or of those it is given."""
    end = site.module.end(site.node)
    expired = {written(given) for given in site.node.args[:1]}
    for node in function.own:
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and site.module.start(node) > end
            and (not expired or written(node.value) in expired)
            and model.mapping.mapped(node.value)
        ):
            yield node
