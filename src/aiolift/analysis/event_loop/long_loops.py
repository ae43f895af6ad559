"""Loops that count so far that they take long whatever they do, where the text shows how far."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import Comprehension, FunctionNode, own

if TYPE_CHECKING:
    from aiolift.analysis.model import Site
    from aiolift.program.source import Module

#: An empty round takes about 20 ns, one that does a little 50 ns: a million are tens of milliseconds.
_MANY = 1_000_000
#: A product of factors beyond this is not worked out.
_LARGEST = 10**18
#: What goes through all that it is given before it returns.
_CONSUMES = {"sum", "list", "tuple", "set", "sorted", "max", "min", "dict", "frozenset"}
#: What lets other tasks run, or may end a loop early.
_ENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom, ast.Break, ast.Return, ast.Raise)


def counts_far(site: Site) -> bool:
    """Whether a call is the `range(…)` of a loop that makes a million rounds, with the loops around it, at a stretch.

    A loop that can end early, or in which something is awaited, is none.
    """
    return site.externals == ("builtins.range",) and _rounds_at_a_stretch(site.module, site.node) >= _MANY


def _rounds_at_a_stretch(module: Module, call: ast.Call) -> int:
    loop = module.parents.get(call)
    if isinstance(loop, ast.Call):
        return _rounds(call) if _consumes(loop) else 0
    if isinstance(loop, ast.comprehension):
        loop = module.parents[loop]
        if isinstance(loop, ast.GeneratorExp) and not _consumes(module.parents.get(loop)):
            return 0
    elif not isinstance(loop, ast.For) or loop.iter is not call:
        return 0
    if any(isinstance(node, _ENDS) for node in own(loop)):
        return 0
    rounds = _rounds(call)
    if isinstance(loop, Comprehension):
        before = [one.iter for one in loop.generators]
        for outer in before[: before.index(call)]:
            rounds *= _rounds(outer)
    for around in module.ancestors(loop):
        if isinstance(around, FunctionNode) or any(isinstance(node, _ENDS) for node in own(around)):
            break
        if isinstance(around, ast.For):
            rounds *= max(_rounds(around.iter), 1)
    return rounds


def _consumes(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONSUMES


def _rounds(node: ast.expr) -> int:
    """Return how many numbers a `range(…)` has; 0 where the text does not show it."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]):
            numbers = [_number(one) for one in arguments]
            known = [number for number in numbers if number is not None]
            if len(known) == len(numbers) and 1 <= len(known) <= 3 and known[2:] != [0]:
                return len(range(*known)) if max(map(abs, known)) < _LARGEST else 0
    return 0


def _number(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            negated = _number(inner)
            return None if negated is None else -negated
        case ast.BinOp(left=left, op=ast.Mult() | ast.Pow() as operator, right=right):
            first, second = _number(left), _number(right)
            if first is None or second is None:
                return None
            if isinstance(operator, ast.Mult):
                return first * second
            return first**second if 0 <= second < 20 and abs(first) < _MANY else None
    return None
