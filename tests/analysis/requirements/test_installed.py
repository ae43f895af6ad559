"""Exact versions come from lock files and from the folders of a virtual environment."""

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.requirements.installed import in_environment, locked
from aiolift.errors import UnparsableFileError

TOML = (
    'version = 1\n\n[[package]]\nname = "SQLAlchemy"\nversion = "2.0.30"\n\n[[package]]\nname = "mine"\nsource = {}\n'
)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("uv.lock", TOML, 4),
        ("poetry.lock", TOML, 4),
        ("pylock.toml", TOML.replace("[[package]]", "[[packages]]"), 4),
        ("Pipfile.lock", '{"default":\n{"SQLAlchemy": {"version": "==2.0.30"}, "x": {"path": "."}}}', 2),
    ],
)
def test_locked(tmp_path: Path, name: str, text: str, line: int) -> None:
    """A package is found with its version and line; one without a version is passed over."""
    (tmp_path / name).write_text(text)
    (found,) = locked(tmp_path, [PurePosixPath("main.py"), PurePosixPath(name)])
    assert (found.package, str(found.version), str(found.name), found.line) == ("sqlalchemy", "2.0.30", name, line)


@pytest.mark.parametrize("name", ["uv.lock", "Pipfile.lock"])
def test_broken_lock_file(tmp_path: Path, name: str) -> None:
    """A lock file that cannot be read is an error that names it."""
    (tmp_path / name).write_text("{{")
    with pytest.raises(UnparsableFileError, match=name):
        list(locked(tmp_path, [PurePosixPath(name)]))


@pytest.mark.parametrize("folder", [".venv/lib/python3.11/site-packages", "venv/Lib/site-packages"])
def test_in_environment(tmp_path: Path, folder: str) -> None:
    """The names of the folders say what is installed; nothing is imported."""
    for name in ("SQLAlchemy-2.0.30.dist-info", "pytest_asyncio-1.0.0.dist-info", "broken-x.y.dist-info", "sqlalchemy"):
        (tmp_path / folder / name).mkdir(parents=True)
    (tmp_path / folder / "sqlalchemy/__init__.py").write_text("raise SystemExit")
    assert not list(in_environment(tmp_path))  # no pyvenv.cfg: an ordinary folder
    (tmp_path / folder.split("/")[0] / "pyvenv.cfg").touch()
    assert [(item.package, str(item.version)) for item in in_environment(tmp_path)] == [
        ("sqlalchemy", "2.0.30"),
        ("pytest-asyncio", "1.0.0"),
    ]
