"""What joins the modules of a folder to one program, and that nothing crosses from one to another."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from aiolift.lint import programs
from aiolift.lint.registry import all_rules
from aiolift.lint.run import lint_files, study
from aiolift.program import text, tree
from aiolift.program.progress import Silent
from aiolift.program.text import TextFile
from tests.lint.program import files

PLANTED = Path(__file__).parent / "planted"
#: Planted programs whose findings were others beside each other, when a folder was one program.
TOGETHER = ("al304", "al405", "al406", "al505", "al804")
TWO = {"a/app/main.py": "", "b/app/main.py": "", "b/app/db.py": ""}


def split(texts: Mapping[str, str]) -> list[set[str]]:
    """Return the modules of each program."""
    named = {PurePosixPath(name): text for name, text in texts.items()}
    modules = [name for name in named if name.suffix == ".py"]
    references = {name: programs.references(ast.parse(named[name])) for name in modules}
    return [{str(name) for name in part} for part in programs.split(modules, programs.trees(named), references)]


@pytest.mark.parametrize(
    "more",
    [
        {"main.py": "", "a/x.py": "", "b/x.py": ""},
        {"a/requirements.txt": "", "a/x.py": "", "b/requirements.txt": "", "b/x.py": "", "Dockerfile": ""},
        {"a/app/main.py": "def run():\n    import b.app.db"},
        {"a/app/main.py": "from b.app import db"},
        {"a/app/main.py": "from b import app"} | {"b/app/__init__.py": ""},
        {"a/app/main.py": "from ...b.app.db import *"},
        {"a/app/main.py": "from ... import b"} | {"b/__init__.py": ""},
        {"b/app/main.py": "uvicorn.run('a.app.main:app')"},
        {"b/app/main.py": "importlib.import_module(f'a.app.main.{name}')"},
        {"b/app/main.py": "monkeypatch.setattr('a.app.main.Service.run', run)"},
        {"conftest.py": ""},
    ],
)
def test_what_joins(more: dict[str, str]) -> None:
    """Folders with files of their own, imports of all forms, names of modules in strings, and a conftest.py."""
    assert len(split(TWO | more)) == 1


def test_alembic_runs_with_the_application() -> None:
    """The environment of migrations is run by the application beside its folder, which names no module of it."""
    assert len(split({"app/main.py": "", "migrations/env.py": "", "migrations/versions/one.py": ""})) == 1


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [{"a/app/main.py"}, {"b/app/main.py", "b/app/db.py"}]),
        ({"a/app/main.py": "import app.main, db, fastapi\n'main'\n'see app.db'"}, None),
        ({"a/pyproject.toml": "", "requirements.txt": ""}, None),
        ({"b/conftest.py": ""}, [{"a/app/main.py"}, {"b/app/main.py", "b/app/db.py", "b/conftest.py"}]),
    ],
)
def test_what_does_not_join(more: dict[str, str], expected: list[set[str]] | None) -> None:
    """Modules of one name in two services, packages from elsewhere, words in a sentence."""
    assert split(TWO | more) == (expected or [{"a/app/main.py"}, {"b/app/main.py", "b/app/db.py"}])


def read(root: Path, folder: str) -> list[TextFile]:
    """Return the modules of a planted program, by their paths below all of them."""
    names = [folder / name for name in tree.files(root / folder) if name.suffix == ".py"]
    return [text.read(root / name, name, python=True) for name in names]


def test_programs_do_not_see_each_other() -> None:
    """In a folder of several programs is found what each one alone gives, in the order of files."""
    parts = [read(PLANTED, name) for name in TOGETHER]
    alone = [one for part in parts for one in lint_files(part).findings]
    assert lint_files([file for part in parts for file in part]).findings == tuple(alone)


def test_only_programs_with_a_change_are_worked_out() -> None:
    """Those without one are taken from the last run, until a new import joins two."""
    rules = all_rules()
    code = "async def save(): ...\nasync def run():\n    save()\n"
    texts = {"a/x.py": code, "b/x.py": code, "b/y.py": "", "c/x.py": code}
    last = study(files(texts), rules, Silent(), ())
    kept = {part.names: part for part in last.parts}
    for change, again in (
        ({"b/y.py": "x = 1"}, {"b"}),
        ({"c/z.py": ""}, {"c"}),
        ({"d/x.py": code}, {"d"}),
        ({"c/x.py": "from a.x import save\nasync def run():\n    save()\n"}, {"a", "c"}),
    ):
        now = study(files(texts | change), rules, Silent(), (), last)
        assert now.findings == study(files(texts | change), rules, Silent(), ()).findings
        assert {name.parts[0] for part in now.parts if kept.get(part.names) is not part for name in part.names} == again
