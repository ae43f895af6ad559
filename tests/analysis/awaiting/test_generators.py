"""Which generator expressions await, and what consumes them."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path, PurePosixPath
from types import CodeType, FunctionType

import pytest

from aiolift.analysis.awaiting.generators import Consumer, consumer, evaluating, is_async
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def model_of(expression: str) -> Model:
    """Return the model of an async function that evaluates an expression."""
    code = f"async def own(given): ...\n\n\nasync def run(f, xs):\n    {expression}\n"
    return Model(Program([TextFile(Path("a.py"), PurePosixPath("a.py"), code)]))


@pytest.mark.parametrize(
    ("expression", "awaits"),
    [
        ("(await f(x) for x in xs)", True),
        ("(x for x in xs if await f(x))", True),
        ("(x for x in await f(xs))", False),
        ("(y for x in xs for y in await f(x))", True),
        ("(x async for x in xs)", True),
        ("([await f(x)] for x in xs)", True),
        ("([y async for y in x] for x in xs)", True),
        ("((await f(y) for y in x) for x in xs)", False),
        ("((y for y in await f(x)) for x in xs)", True),
        ("(lambda: f(x) for x in xs)", False),
    ],
)
def test_which_await(expression: str, awaits: bool) -> None:
    """An await makes a generator expression async where the expression itself evaluates it, as Python does."""
    (outer, *_) = [node for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.GeneratorExp)]
    assert is_async(outer) is awaits
    made: dict[str, FunctionType] = {}
    exec(f"async def run(f, xs): {expression}", made)
    code = next(
        one for one in made["run"].__code__.co_consts if isinstance(one, CodeType) and "<genexpr>" in one.co_name
    )
    assert bool(code.co_flags & inspect.CO_ASYNC_GENERATOR) is awaits


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("any(f(x) for x in xs)", Consumer.ALL),
        ("','.join(f(x) for x in xs)", Consumer.ALL),
        ("max((f(x) for x in xs), default=0)", Consumer.ALL),
        ("[y for y in (f(x) for x in xs)]", Consumer.ALL),
        ("next(f(x) for x in xs)", Consumer.SOME),
        ("map(str, (f(x) for x in xs))", Consumer.SOME),
        ("own(f(x) for x in xs)", Consumer.UNKNOWN),
        ("f.update(f(x) for x in xs)", Consumer.UNKNOWN),
        ("g = (f(x) for x in xs)", Consumer.UNKNOWN),
        ("[y async for y in (f(x) for x in xs)]", Consumer.UNKNOWN),
    ],
)
def test_who_consumes(statement: str, wanted: Consumer) -> None:
    """Builtins and loops consume items in sync code, some of them all; of others nothing is known."""
    model = model_of(statement)
    (module,) = model.program.modules
    (node,) = module.nodes(ast.GeneratorExp)
    assert consumer(model, module, node) is wanted


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("any(f(x) for x in xs)", ["(f(x) for x in xs)"]),
        ("any(x for x in f(xs))", []),
        (
            "any(x for x in xs if any(f(y) for y in x))",
            ["(f(y) for y in x)", "(x for x in xs if any(f(y) for y in x))"],
        ),
        ("any(any(y for y in f(x)) for x in xs)", ["(any(y for y in f(x)) for x in xs)"]),
        ("any((lambda: f(x))() for x in xs)", []),
    ],
)
def test_which_evaluate(statement: str, wanted: list[str]) -> None:
    """A call is evaluated by the generator expressions around it, but not by those whose first iterable it is in."""
    model = model_of(statement)
    (module,) = model.program.modules
    call = next(node for node in module.nodes(ast.Call) if isinstance(node.func, ast.Name) and node.func.id == "f")
    assert [module.segment(node) for node in evaluating(module, call)] == wanted
