"""Functions that build the application for a server: `def create_app() -> FastAPI`, called by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.frameworks import APPLICATIONS
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function


def app_factories(model: Model) -> Iterator[Function]:
    """Yield the functions that give an application and are called by tests at most: a server calls them then."""
    for function in model.program.functions:
        if function.is_async or function.is_generator or is_among_tests(function.module):
            continue
        if function.module.mentions("FastAPI") or function.module.mentions("Starlette"):
            given = model.flow.returned(function, None)
            if any(isinstance(value, Instance) and value.cls in APPLICATIONS for value in given) and all(
                is_among_tests(site.module) for site in model.callers.get(function, ())
            ):
                yield function
