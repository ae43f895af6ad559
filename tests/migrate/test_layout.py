"""The layout of calls that a migration writes."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate import layout
from aiolift.program.source import Module
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from pathlib import Path


def module_of(root: Path, source: str) -> Module:
    """Return a module below `root`."""
    return Module(TextFile(root / "tests" / "a.py", PurePosixPath("tests/a.py"), source), "tests.a", is_package=False)


def written(module: Module, name: str, arguments: list[str]) -> str:
    """Write a call in the place of the first one of a module."""
    node = next(node for node in module.parents if isinstance(node, ast.Call))
    return layout.call(module, node, name, arguments)


def test_short_call_stays_on_its_line(tmp_path: Path) -> None:
    """A call that fits is not broken."""
    assert written(module_of(tmp_path, "x = f()\n"), "g", ["a", "b"]) == "g(a, b)"


def test_long_call_is_broken(tmp_path: Path) -> None:
    """The arguments stand on one line of their own where they fit there, else on one each."""
    module = module_of(tmp_path, "if x:\n    x = f()\n")
    fits = written(module, "g" * 20, ["a" * 30, "b" * 30])
    assert fits == f"{'g' * 20}(\n        {'a' * 30}, {'b' * 30}\n    )"
    assert written(module, "g", ["a" * 50, "b" * 50]) == f"g(\n        {'a' * 50},\n        {'b' * 50},\n    )"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pyproject.toml", "[tool.black]\nline-length = 100\n", 100),
        ("pyproject.toml", "[tool.ruff]\nline-length = 79\n", 79),
        ("ruff.toml", "line-length = 99\n", 99),
        ("pyproject.toml", "[project]\nname = 'a'\n", 88),
        ("pyproject.toml", "not toml", 88),
    ],
)
def test_limit_of_the_formatter(tmp_path: Path, name: str, text: str, expected: int) -> None:
    """What the formatter is told counts; without it a module with short lines keeps them."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert layout.limit(module_of(tmp_path, "x = 1\n")) == expected


def test_limit_of_a_module_with_long_lines(tmp_path: Path) -> None:
    """A module that has longer lines may have them."""
    assert layout.limit(module_of(tmp_path, f"x = {'1' * 100}\n")) == 120
