"""The fixpoint: what is not evaluated again would have given what it gave."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from aiolift.analysis.library import KnownLibrary
from aiolift.bench import code_base
from aiolift.program import text, tree
from aiolift.program.infer import Flow
from aiolift.program.program import Program

_KNOTS = """
from functools import wraps

from knots import *


def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper


class Node:
    children = []

    def __init__(self, parent=None):
        self.parent = parent
        self.children.append(self)

    @property
    def root(self):
        return self.parent.root if self.parent else self

    @logged
    def each(self, visit):
        for child in self.children:
            yield visit(child.root)


def pair(one, other):
    return pair(other, one) if one else {"one": [one], "other": other}


made = Node(Node())
pairs = [pair(node, made.each(lambda found: found.parent)) for node in made.children]
"""


@pytest.fixture
def files(tmp_path: Path) -> list[text.TextFile]:
    """A small service, and a module in which values flow in circles."""
    code_base.write(tmp_path, 600)
    (tmp_path / "knots.py").write_text(_KNOTS, encoding="utf-8")
    return [text.read(tmp_path / name, name, python=True) for name in tree.files(tmp_path) if name.suffix == ".py"]


def said(flow: Flow) -> dict[ast.AST, list[str]]:
    """Return the values of each expression as text, whatever the order of its parts."""
    return {node: sorted("".join(sorted(repr(value))) for value in values) for node, values in flow.nodes.items()}


def test_statements_left_out_change_nothing(files: list[text.TextFile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every expression has the values that it has where each statement is evaluated each time."""
    first = Program(files)
    found = Flow(first, KnownLibrary())
    monkeypatch.setattr(Flow, "is_done", lambda *_: False)
    second = Program(files, parsed={module.file.name: module.parsed for module in first.modules})
    again = Flow(second, KnownLibrary())
    assert said(found) == said(again)
    assert sum(map(bool, found.nodes.values())) > 500
