"""A dependency that commits behind its `yield` ends before the response is sent: `Depends(…, scope="function")`.

By default FastAPI ends it after the response, so that a failing COMMIT is answered with success:
https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-and-exit
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.web.dependencies import Dependencies, is_endpoint
from aiolift.knowledge.database import SESSIONS
from aiolift.migrate.colour import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context

RULE = "dependency-scope"
_SINCE = (0, 121)
_WHY = "it commits before the response is sent"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield what endpoints do with a session without I/O, as `add`: an async session is not for another thread."""
    for site in model.sites:
        if site.function is not None and is_endpoint(site.function) and not site.function.is_async:
            owner = {name.rpartition(".")[0] for name in site.externals}
            if owner & SESSIONS:
                yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Give the dependencies that commit the scope of the function that asks for them."""
    dependencies = Dependencies(context.model)
    committing = dependencies.grown(
        provider
        for dependency in dependencies.all
        for provider in dependency.providers
        if context.colour.changes(provider) and dependencies.commits_after_yield(provider)
    )
    for dependency in dependencies.all:
        if not committing.intersection(dependency.providers) or dependencies.scope(dependency) is not None:
            continue
        module, node = dependency.site.module, dependency.site.node
        name = dependency.providers[0].name
        if context.target.fastapi is None or context.target.fastapi < _SINCE:
            what = f"{name}() commits after the response is sent, so that a failing COMMIT is answered with success; "
            context.note(f'{what}FastAPI 0.121 and later can do it before: Depends(…, scope="function")', module, node)
        elif any(dependencies.outlived(user) for user in dependency.users):
            what = (
                f"{name}() commits after the response is sent, because a task or a stream uses its session after it; "
            )
            context.note(f"{what}give that one a session of its own", module, node)
        else:
            context.add_argument(module, node, 'scope="function"', RULE, _WHY)
