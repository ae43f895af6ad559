"""What task queues and command lines pass to a function first: the Celery task, Click's context or its object."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.values import NOTHING, ClassValue, Instance, instance

if TYPE_CHECKING:
    from aiolift.program.evaluation import Evaluation
    from aiolift.program.values import Values

CONTEXT = "click.Context"
_TASK = "celery.Task"
_TASKS = (".task()", "celery.shared_task()")


def passed_first(decorator: str, node: ast.expr, evaluation: Evaluation) -> Values:
    """Return the first argument that a decorated function gets from the library; nothing where it gets none."""
    if decorator == "click.pass_context":
        return instance(CONTEXT)
    if decorator == "click.pass_obj":
        kept = evaluation.attribute(instance(CONTEXT), "obj")
        return frozenset(one for one in kept if isinstance(one, Instance))
    if decorator.endswith(_TASKS) and isinstance(node, ast.Call):
        return _task(node, evaluation)
    return NOTHING


def _task(node: ast.Call, evaluation: Evaluation) -> Values:
    """Return the task of `@app.task(bind=True, base=DatabaseTask)`.

    https://docs.celeryq.dev/en/stable/userguide/tasks.html#bound-tasks
    """
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    bound, base = given.get("bind"), given.get("base")
    if not (isinstance(bound, ast.Constant) and bound.value):
        return NOTHING
    bases = evaluation.nodes.get(base, NOTHING) if base is not None else NOTHING
    return frozenset(Instance(one.cls) for one in bases if isinstance(one, ClassValue)) or instance(_TASK)
