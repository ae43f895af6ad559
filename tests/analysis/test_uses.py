"""Where names and attributes are read."""

from __future__ import annotations

import ast

from aiolift.analysis.uses import Uses
from tests.program.code import model_of

CODE = """
name = 1
def outer(name):
    def inner(): return name
    return [name for name in inner.names] + name.names
"""


def test_the_reads_of_a_name_are_those_of_its_scope() -> None:
    """A parameter is read in its function and in those inside of it, not where an inner scope has the name anew."""
    model = model_of(CODE)
    uses = Uses(model)
    outer = next(function for function in model.program.functions if function.name == "outer")
    lines = [node.lineno for node in uses.of_name(outer.module, outer, "name")]
    assert sorted(lines) == [4, 5]
    comprehension = next(node for node in ast.walk(outer.module.tree) if isinstance(node, ast.ListComp))
    assert uses.holder(outer.module, comprehension.elt, "name") is model.program.scopes[comprehension]


def test_the_reads_of_an_attribute_are_those_of_its_name() -> None:
    """An attribute is looked up by its name, whatever it is an attribute of."""
    uses = Uses(model_of(CODE))
    assert sorted(ast.unparse(node) for _, node in uses.of_attribute("names")) == ["inner.names", "name.names"]
