"""Names are found where they are bound."""

from __future__ import annotations

import ast

from aiolift.analysis.bindings import Bindings, How, is_parameter
from tests.program.code import model_of

CODE = """
async def f(rows, limit):
    total = 0
    for key, (name, price) in rows.items():
        total += price
    return [key for key in key] + [total, name, limit]
"""


def bound(name: str) -> list[tuple[How, str, tuple[int, ...]]]:
    """Return how the last mention of a name is bound, from what, and by which path."""
    model = model_of({"main.py": CODE})
    module = model.program.modules[0]
    bindings = Bindings(model)
    names = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == name]
    last = max((node for node in names if isinstance(node.ctx, ast.Load)), key=module.start)
    holder = bindings.holder(module, last)
    assert holder is not None
    assert is_parameter(holder, name) == (name in {"rows", "limit"})
    return [(one.how, ast.unparse(one.value), one.path) for one in bindings.of(holder, name)]


def test_every_statement_that_binds_is_noted() -> None:
    """Assignments, what is added, and the parts of what a loop unpacks; a parameter has no binding."""
    assert bound("total") == [(How.ASSIGNED, "0", ()), (How.ADDED, "price", ())]
    assert bound("name") == [(How.ITERATED, "rows.items()", (1, 0))]
    assert bound("limit") == bound("rows") == []


def test_the_first_iterable_of_a_comprehension_is_looked_up_outside() -> None:
    """In `[key for key in key]` the last `key` is the function's."""
    assert bound("key") == [(How.ITERATED, "rows.items()", (0,))]
