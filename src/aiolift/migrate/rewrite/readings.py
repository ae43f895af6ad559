"""How the items of an iterator are read that becomes a list: whether somebody can tell the difference."""

from __future__ import annotations

import ast
from enum import Enum, auto
from typing import TYPE_CHECKING

from aiolift.knowledge.consumers import METHODS, READS_ALL, READS_LAZILY, READS_SOME

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

AT_ONCE = "what is read one by one in the code before is a list here: all its items are made, before the first is used"
LEAVES_SOME = "a list has all items, and what reads this one can leave some"
NO_END = "a list of these items has no end, and what reads them cannot await"
ENDLESS_MAKERS = frozenset({"itertools.count()", "itertools.cycle()", "itertools.repeat()"})
_ZIP = "builtins.zip"
_PARTIAL = "functools.partial"
_ONE_BY_ONE = ("itertools.", "more_itertools.", "heapq.merge")
_FIRST = frozenset({"builtins.any", "builtins.all", "builtins.next"})


class Reading(Enum):
    """What the reader of an iterator does with its items."""

    ALL = auto()  # it reads them all at once, as it would read a list
    LATER = auto()  # other code runs between two items, or it is not known who reads them
    SOME = auto()  # it can leave items, which a list has made all the same


def told(context: Context, module: Module, node: ast.expr) -> bool:
    """Say what the list that stands for an iterator changes; return whether there can be such a list at all."""
    found = reading(context, module, node)
    if found is not Reading.ALL and _is_endless(context, node):
        context.mark(module, node, "AL929", NO_END)
        return False
    if found is Reading.SOME:
        context.mark(module, node, "AL929", LEAVES_SOME)
    elif found is Reading.LATER:
        context.note(AT_ONCE, module, node)
    return True


def reading(context: Context, module: Module, node: ast.expr) -> Reading:
    """Return how the items of an iterator are read."""
    match outer := module.parents[node]:
        case ast.For() if outer.iter is node:
            return Reading.SOME if ends_early(outer) else Reading.LATER
        case ast.comprehension() if outer.iter is node:
            whole = module.parents[outer]
            return reading(context, module, whole) if isinstance(whole, ast.GeneratorExp) else Reading.ALL
        case ast.Starred() | ast.AugAssign() | ast.Compare():
            return Reading.ALL
        case ast.Assign() if isinstance(outer.targets[0], ast.Tuple | ast.List | ast.Subscript):
            return Reading.ALL
        case ast.Call() if node in outer.args:
            return _of_call(context, module, outer)
    return Reading.LATER


def _of_call(context: Context, module: Module, call: ast.Call) -> Reading:
    site = context.model.site(call)
    if site is None or site.targets or not site.externals:
        return Reading.LATER
    name = site.externals[0]
    if name in _FIRST or name in READS_LAZILY or name == _PARTIAL:
        return Reading.SOME
    if name in READS_ALL or (name.startswith("builtins.") and name.endswith(METHODS)):
        return Reading.ALL
    if name not in READS_SOME and not name.startswith(_ONE_BY_ONE):
        return Reading.ALL
    found = reading(context, module, call)
    strict = any(keyword.arg == "strict" for keyword in call.keywords)
    ends_with_others = name == _ZIP and len(call.args) > 1 and not strict
    return Reading.LATER if found is Reading.ALL and ends_with_others else found


def ends_early(loop: ast.For) -> bool:
    """Whether a loop can end before its last item."""
    inside = [inner for statement in loop.body for inner in ast.walk(statement)]
    return any(isinstance(inner, ast.Break | ast.Return) for inner in inside)


def _is_endless(context: Context, node: ast.expr) -> bool:
    if isinstance(node, ast.GeneratorExp):
        made = context.model.instances(node.generators[0].iter)
        return any(one.cls in ENDLESS_MAKERS for one in made)
    return any(_never_ends(function) for function in context.model.origins(node))


def _never_ends(function: Function) -> bool:
    """Whether a generator has a loop that only an exception ends."""
    return any(
        isinstance(node, ast.While)
        and isinstance(node.test, ast.Constant)
        and node.test.value
        and not any(isinstance(inner, ast.Break | ast.Return) for inner in ast.walk(node))
        for node in ast.walk(function.node)
    )
