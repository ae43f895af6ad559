"""Code that starts an event loop is called in a thread by async code: no loop can start inside of another."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.entries import offload
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "nested-loop"
#: Calls that start a loop in place, by the end of their dotted name.
_STARTS = ("asyncio.run", "anyio.run", "asyncio.Runner.run", ".run_until_complete", "asgiref.sync.async_to_sync()")
#: Calls that run a program's commands in place.
_RUNS_COMMANDS = ("CliRunner.invoke", "CliRunner().invoke", ".test_cli_runner().invoke")
#: Calls that run Alembic's `env.py` in place.
_RUNS_ALEMBIC = "alembic.command."
#: Methods of a Celery task that run it in place where tasks are eager, as in tests; else they wait for the broker:
#: https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-always-eager
_SENDS = frozenset({"delay", "apply_async", "apply"})
#: What runs the function itself of a Celery task, a Dramatiq actor, a Huey task, or a command of Click.
_RUNS_TASK = frozenset({"run", "fn", "call_local", "callback"})
_WHY = "it starts an event loop of its own"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: calling in a thread only matters where the caller is async for another reason."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Call them in a thread."""
    starters = _starters(context)
    for site in context.model.sites:
        if context.can_await(site.function) and site.node not in context.owners and _starts(context, site, starters):
            offload.to_thread(context, site.module, site.node, RULE, _WHY)


def _starters(context: Context) -> set[Function]:
    """Return the functions that stay sync and start a loop, themselves or through what they call."""
    found: set[Function] = set()
    while True:
        more = {
            site.function
            for site in context.model.sites
            if site.function is not None
            and site.function not in found
            and site.function not in context.colour
            and (_starts(context, site, found) or any(name.endswith(_STARTS) for name in site.externals))
        }
        if not more:
            return found
        found |= more


def _starts(context: Context, site: Site, starters: set[Function]) -> bool:
    called = site.targets or _sent(context, site)
    if called:
        return all(
            target in starters or (context.colour.changes(target) and context.colour.runs_loop(target, site))
            for target in called
        )
    commands = any(context.colour.changes(command) for command in context.colour.commands)
    return any(
        (commands and name.endswith(_RUNS_COMMANDS)) or (context.alembic_async and name.startswith(_RUNS_ALEMBIC))
        for name in site.externals
    )


def _sent(context: Context, site: Site) -> list[Function]:
    """Return the tasks that a call gives to a queue, or runs in place: `task.delay(…)`, `actor.fn(…)`."""
    func = site.node.func
    if not isinstance(func, ast.Attribute) or func.attr not in _SENDS | _RUNS_TASK:
        return []
    return [value.function for value in context.model.values(func.value) if isinstance(value, FunctionValue)]
