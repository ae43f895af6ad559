"""Modules are parsed once, when they are asked for; what cannot be parsed is a finding."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.lint.reading import Reading
from aiolift.program.text import TextFile
from tests.lint.program import files


def test_a_module_is_parsed_once() -> None:
    """The tree stays the same one, and its references are those of imports and strings."""
    reading = Reading({file.name: file for file in files("import a.b\nx = 'c.d:e'\n")})
    name = PurePosixPath("example.py")
    assert reading.parsed(name) is reading.parsed(name) is not None
    assert reading.references(name) == {"a.b", "c.d"}
    assert list(reading.findings(name)) == []


def test_what_is_no_python_refers_to_nothing() -> None:
    """A module that cannot be parsed, or that Python does not run in its encoding, is marked where that is."""
    name = PurePosixPath("bad.py")
    reading = Reading({name: TextFile(Path("bad.py"), name, "x = 1\ndef f(:\n", "utf-16-le")})
    assert reading.parsed(name) is None
    assert reading.references(name) == frozenset()
    assert [(one.code, one.place.line) for one in reading.findings(name)] == [("AL001", 1), ("AL001", 2)]
