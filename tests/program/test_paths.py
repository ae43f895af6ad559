"""Modules are known by their paths alone: what an import finds, what a module is called."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from aiolift.program.paths import Paths

PATHS = Paths(map(PurePosixPath, ["a/app/__init__.py", "a/app/db.py", "b/app/__init__.py", "b/app/db.py", "b/run.py"]))


@pytest.mark.parametrize(
    ("dotted", "folder", "found"),
    [
        ("app.db", "a/app", "a/app/db.py"),
        ("app.db", "b", "b/app/db.py"),
        ("app", "b", "b/app/__init__.py"),
        ("run", "b/app", "b/run.py"),
        ("run", "a/app", None),
        ("fastapi", "a", None),
    ],
)
def test_the_nearest_module_of_a_name_is_found(dotted: str, folder: str, found: str | None) -> None:
    """Of two packages of one name the one beside the importer counts; one elsewhere is no top-level module here."""
    assert PATHS.find(dotted, PurePosixPath(folder)) == (PurePosixPath(found) if found else None)


def test_what_modules_are_called() -> None:
    """A module is named from its outermost package; a path without `.py` and a pattern find it again."""
    db, package = PurePosixPath("a/app/db.py"), PurePosixPath("a/app/__init__.py")
    assert [PATHS.dotted(db), PATHS.dotted(package), PATHS.dotted(PurePosixPath("b/run.py"))] == [
        "app.db",
        "app",
        "b.run",
    ]
    assert [PATHS.at(PurePosixPath("a/app/db")), PATHS.at(PurePosixPath("a/app"))] == [db, package]
    assert PATHS.at(PurePosixPath("a/run")) is None
    assert PATHS.matching(r"a\.app\..*") == [db]
