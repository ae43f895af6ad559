"""The error tree is the one that its module draws."""

import inspect
import re
from pathlib import Path

import pytest

import aiolift
from aiolift import errors

CLASSES = {name: value for name, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, Exception)}


def drawn() -> dict[str, tuple[str | None, str]]:
    """The tree in the docstring: per class its parent, and what is said about it."""
    tree = inspect.getdoc(errors)
    assert tree is not None
    found: dict[str, tuple[str | None, str]] = {}
    above: list[tuple[int, str]] = []
    for line in tree.splitlines():
        match = re.fullmatch(r"([ │├└─]*)(\w+Error)(?:\s{2,}(.+))?", line)
        if match is None:
            continue
        depth = len(match[1])
        while above and above[-1][0] >= depth:
            above.pop()
        found[match[2]] = (above[-1][1] if above else None, match[3] or "")
        above.append((depth, match[2]))
    return found


def test_tree_has_every_class() -> None:
    """The docstring names all classes, and none that is not there."""
    assert set(drawn()) == set(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_parent(name: str) -> None:
    """A class stands in the tree under the class that it derives from."""
    parent = CLASSES[name].__mro__[1]
    assert drawn()[name][0] == (parent.__name__ if parent is not Exception else None)


@pytest.mark.parametrize("name", sorted(set(CLASSES) - {"AioliftError", "SeedError"}))
def test_said_in_one_line(name: str) -> None:
    """The tree says of each class when it is raised, and the class has a docstring of its own."""
    assert drawn()[name][1] or [child for child, (parent, _) in drawn().items() if parent == name]
    assert inspect.getdoc(CLASSES[name])


def test_exported_errors() -> None:
    """What the package exports are these classes."""
    exported = {name: getattr(aiolift, name) for name in aiolift.__all__ if name.endswith("Error")}
    assert exported
    assert all(CLASSES[name] is value for name, value in exported.items())


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "spots.csv: too many cells"),
        ({"line": 3}, "spots.csv:3: too many cells"),
        ({"line": 3, "column": "name"}, "spots.csv:3, column 'name': too many cells"),
        ({"column": "name"}, "spots.csv, column 'name': too many cells"),
    ],
)
def test_seed_error_says_where(place: dict[str, object], text: str) -> None:
    """An error of a CSV file carries its place, and says it first."""
    error = errors.SeedValueError("too many cells", path=Path("spots.csv"), **place)
    assert str(error) == text
    assert (error.path, error.line, error.column) == (Path("spots.csv"), place.get("line"), place.get("column"))
