"""Functions that schedulers and queues are given by name: `add_job("app.jobs:clean")`, `enqueue("app.jobs.clean")`."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function

#: https://apscheduler.readthedocs.io/en/3.x/modules/schedulers/base.html and https://python-rq.org/docs/
_CALLS = frozenset({"add_job", "enqueue", "enqueue_in", "enqueue_at", "enqueue_call", "cron", "schedule"})


def takes_names(call: ast.Call) -> bool:
    """Whether a call may be given the name of a function to run."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS


def named(model: Model, text: ast.AST) -> Function | None:
    """Return the function of the program that a text names, with its module."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return _by_name(model).get(text.value)
    return None


@lru_cache(maxsize=1)
def _by_name(model: Model) -> dict[str, Function]:
    functions = [function for function in model.program.functions if not isinstance(function.node, ast.Lambda)]
    return {f"{one.module.name}{mark}{one.qualname}": one for one in functions for mark in ".:"}
