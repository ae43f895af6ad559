"""What tests say of the legacy queries of a mocked session."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from aiolift.analysis.testing.mock_queries import Chain, chain, variables
from aiolift.program.program import Program
from aiolift.program.text import read

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.program.source import Module


def _module(root: Path, text: str) -> Module:
    (root / "test_it.py").write_text(text, encoding="utf-8")
    return Program([read(root / "test_it.py", PurePosixPath("test_it.py"), python=True)]).modules[0]


def _chains(module: Module) -> list[Chain]:
    return [chain(module, node, is_query=False) for node in module.nodes(ast.Attribute) if node.attr == "query"]


@pytest.mark.parametrize(
    ("text", "path", "asked", "rest"),
    [
        ("db.query.return_value.filter.return_value.first.return_value = 1", ("filter",), "first", ("return_value",)),
        ("db.query().filter().order_by().all.side_effect = f", ("filter", "order_by"), "all", ("side_effect",)),
        ("db.query.return_value.count.assert_called_once()", (), "count", ("assert_called_once", "return_value")),
        ("db.query.return_value.filter.assert_called()", (), None, ("filter", "assert_called", "return_value")),
        ("db.query.call_count", (), None, ("call_count",)),
    ],
)
def test_chain(tmp_path: Path, text: str, path: tuple[str, ...], asked: str | None, rest: tuple[str, ...]) -> None:
    """A call and `return_value` are one step; what builds, what asks and what follows are told apart."""
    (found,) = _chains(_module(tmp_path, text + "\n"))
    assert (found.path, found.asked.attr if found.asked else None, found.rest) == (path, asked, rest)


def test_variables(tmp_path: Path) -> None:
    """A variable holds a query that it is given or that a mock is told to give, from step to step."""
    module = _module(
        tmp_path,
        "def test(db, query, other):\n    db.query.return_value = query\n    query.filter.return_value = other\n"
        "    query.order_by.return_value = query\n    last = other.limit.return_value\n    user = last.first()\n",
    )
    held = variables(module, module.tree.body[0], _chains(module))
    assert sorted(held) == ["last", "other", "query"]
