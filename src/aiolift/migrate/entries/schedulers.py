"""A BackgroundScheduler that the application starts becomes an AsyncIOScheduler: its jobs are tasks of the loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.schedulers import BACKGROUND, started_in_loop
from aiolift.analysis.named_functions import named
from aiolift.program.values import External, FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "scheduler"
_WHY = "its jobs are async now; it runs them on the application's loop, sync ones in threads"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a scheduler does no I/O of the database here."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the other class where a job became async."""
    if not started_in_loop(context.model) or not _has_async_jobs(context):
        return
    for module in context.model.program.modules:
        for node in module.nodes(ast.Name, ast.Attribute):
            if not isinstance(node.ctx, ast.Load):
                continue
            if any(isinstance(value, External) and value.name == BACKGROUND for value in context.model.values(node)):
                context.rename(module, node, "apscheduler.schedulers.asyncio", "AsyncIOScheduler", RULE, _WHY)
    for site in context.model.sites:
        own = BACKGROUND in site.externals and any(keyword.arg == "executors" for keyword in site.node.keywords)
        if own or f"{BACKGROUND}.add_executor" in site.externals:
            context.mark(
                site.module, site.node, "AL911", "an executor of threads does not await the jobs that are async now",
                "leave the executors out: the AsyncIOScheduler has its own, for tasks and for threads",
            )  # fmt: skip


def _has_async_jobs(context: Context) -> bool:
    colour = context.colour
    if any(
        colour.changes(function) and any(name.startswith(BACKGROUND) for name in function.decorators)
        for function in colour.causes
    ):
        return True
    given = [
        argument
        for site in context.model.sites
        if f"{BACKGROUND}.add_job" in site.externals
        for argument in (*site.node.args[:1], *(found.value for found in site.node.keywords if found.arg == "func"))
    ]
    return any(
        colour.changes(named(context.model, argument))
        or any(
            isinstance(one, FunctionValue) and colour.changes(one.function) for one in context.model.values(argument)
        )
        for argument in given
    )
