from __future__ import annotations

import ast
from pathlib import Path

from aiolift.program import nodes

_TEXT = (
    Path(nodes.__file__).read_text()
    + """
def function(first, /, second: int = 1, *rest, third=lambda x: x, **more) -> [1, *rest]:
    class Inner(Base, metaclass=Meta):
        value: int
    match first:
        case Point(x=0, y=[1, *others]) | {"key": {**left}}:
            return {**more, "a": -first, f"{second!r:>{third}}": not first}
    with open(first) as file, file:
        del file[1:2], first.second
    return [x async for x in rest if x < 1 < 2 and x]
"""
)


def _stands(node: ast.AST) -> bool:
    return not isinstance(node, ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop)


def test_children() -> None:
    """The nodes below a node are those of `ast`, in its order, but contexts and operators."""
    for node in filter(_stands, ast.walk(ast.parse(_TEXT))):
        assert nodes.children(node) == [child for child in ast.iter_child_nodes(node) if _stands(child)]


def test_walk() -> None:
    """A walk meets what `ast.walk` meets, in its order."""
    tree = ast.parse(_TEXT)
    assert nodes.walk(tree) == list(filter(_stands, ast.walk(tree)))


def test_written() -> None:
    """An expression is written as `ast.unparse` writes it."""
    for node in ast.walk(ast.parse(_TEXT + "\nfirst[0].second.third, f(x).y[True], first[-1], first[x][0]\n")):
        if isinstance(node, ast.expr):
            assert nodes.written(node) == ast.unparse(node)
