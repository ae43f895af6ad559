"""Modules are found by the names that others import them by."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.program.program import Program
from aiolift.program.text import TextFile
from tests.program.code import model_of

TREES = {
    "the root is a package as well": (
        ["__init__.py", "app/__init__.py", "app/db.py", "tests/conftest.py"],
        "app.db",
        2,
    ),
    "a folder in src": (["src/app/__init__.py", "src/app/db.py", "tests/conftest.py"], "app.db", 1),
    "a package that is run from its own folder": (
        ["app/__init__.py", "app/core/__init__.py", "app/core/db.py", "app/api/users.py"],
        "core.db",
        2,
    ),
    "a module inside of another package": (["app/__init__.py", "app/redis.py", "app/api/users.py"], "redis", None),
}


@pytest.mark.parametrize("name", TREES)
def test_module_is_found(name: str) -> None:
    """The last file of each tree imports a module, and finds that file of the tree, or none."""
    files, dotted, expected = TREES[name]
    program = Program(TextFile(Path(file), PurePosixPath(file), "") for file in files)
    found = program.find(dotted, program.modules[-1])
    assert found is (None if expected is None else program.modules[expected])


def test_names_that_import_each_other_end() -> None:
    """A base class whose name two modules assign from each other is unknown, and looking it up ends."""
    model = model_of(
        {
            "one.py": "from two import Base as Other\nBase = Other\n",
            "two.py": "from one import Base as Other\nBase = Other\n",
            "user.py": "from one import Base\n\nclass User(Base):\n    pass\n",
        }
    )
    assert [cls.bases for cls in model.program.classes] == [[]]
