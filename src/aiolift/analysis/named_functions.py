"""Functions that a text names: `add_job("app.jobs:clean")`, `enqueue("app.jobs.clean")`, `app.main:create_app`."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.program import Program
    from aiolift.program.source import Module

#: https://apscheduler.readthedocs.io/en/3.x/modules/schedulers/base.html and https://python-rq.org/docs/
_CALLS = frozenset({"add_job", "enqueue", "enqueue_in", "enqueue_at", "enqueue_call", "cron", "schedule"})


def takes_names(call: ast.Call) -> bool:
    """Whether a call may be given the name of a function to run."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS


def named(model: Model, text: ast.AST) -> Function | None:
    """Return the function of the program that a text names, with its module."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return function_named(model.program, text.value)
    return None


def function_named(program: Program, name: str) -> Function | None:
    """Return the function `package.module:function` or `package.module.function`."""
    dotted, _, qualname = name.partition(":")
    heads = [dotted] if qualname else [name[:at] for at, letter in enumerate(name) if letter == "."]
    for head in heads:
        for module in program.named(head):
            if function := _by_place(program).get((module, name[len(head) + 1 :])):
                return function
    return None


@lru_cache(maxsize=1)
def _by_place(program: Program) -> dict[tuple[Module, str], Function]:
    return {
        (function.module, function.qualname): function
        for function in program.functions
        if not isinstance(function.node, ast.Lambda)
    }
