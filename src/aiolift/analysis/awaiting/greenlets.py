"""Functions that SQLAlchemy runs with sync objects, inside of its greenlet: what `run_sync` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function


def in_greenlet(model: Model, site: Site) -> Iterator[Function]:
    """Yield the functions that a call gives to an async session or connection to run."""
    if any(name.startswith(("sqlalchemy.", "sqlmodel.")) and name.endswith(".run_sync") for name in site.externals):
        for argument in site.node.args[:1]:
            for value in model.values(argument):
                if isinstance(value, FunctionValue):
                    yield value.function
