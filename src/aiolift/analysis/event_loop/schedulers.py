"""Where APScheduler's threads are started: by the application's event loop, or by code that runs none."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function

BACKGROUND = "apscheduler.schedulers.background.BackgroundScheduler"
_START_UP = (".on_event()", ".on_event")


def started_in_loop(model: Model) -> bool:
    """Whether each BackgroundScheduler of a program is started by code that an event loop runs.

    Then an AsyncIOScheduler can take its place, which runs coroutine functions as tasks.
    """
    starts = [site for site in model.sites if f"{BACKGROUND}.start" in site.externals]
    return bool(starts) and all(_in_loop(model, site.function, set()) for site in starts)


def _in_loop(model: Model, function: Function | None, seen: set[Function]) -> bool:
    if function is None or function in seen:
        return False
    seen.add(function)
    if function.is_async or any(name.endswith(_START_UP) for name in function.decorators) or _added(model, function):
        return True
    return any(_in_loop(model, site.function, seen) for site in model.callers.get(function, ()))


def _added(model: Model, function: Function) -> bool:
    """Whether a function is given to `app.add_event_handler("startup", …)` or `FastAPI(on_startup=[…])`."""
    for site in model.sites:
        if any(name.endswith((".add_event_handler", "fastapi.FastAPI")) for name in site.externals):
            for node in ast.walk(site.node):
                if isinstance(node, ast.Name | ast.Attribute) and any(
                    getattr(value, "function", None) is function for value in model.values(node)
                ):
                    return True
    return False
