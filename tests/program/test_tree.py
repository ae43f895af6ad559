"""Which files are a code base's own."""

import os
from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import UnreadableFileError
from aiolift.program import tree


def make(root: Path, *names: str) -> None:
    """Make files with their own names in them."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_version_control_environments_and_caches_are_foreign(tmp_path: Path) -> None:
    """What git, venv and the caches of tools hold is not read; hidden files of the code base are."""
    make(tmp_path, "app/main.py", ".env", ".github/workflows/ci.yml", "서비스/계획.py")
    make(
        tmp_path,
        ".git/config",
        "env/pyvenv.cfg",
        "env/lib/x.py",
        "app/__pycache__/main.pyc",
        "c/CACHEDIR.TAG",
        "c/x.py",
    )
    make(tmp_path, "web/node_modules/left/setup.py")
    assert {str(name) for name in tree.files(tmp_path)} == {
        ".env",
        ".github/workflows/ci.yml",
        "app/main.py",
        "서비스/계획.py",
    }


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link, to a file or to a folder, is no file of the code base."""
    make(tmp_path, "outside/secret.py", "root/own.py")
    (tmp_path / "root/link.py").symlink_to(tmp_path / "outside/secret.py")
    (tmp_path / "root/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "root/circle").symlink_to(tmp_path / "root")
    assert [str(name) for name in tree.files(tmp_path / "root")] == ["own.py"]


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the code base is not left out in silence."""
    make(tmp_path, "app/main.py", "closed/x.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UnreadableFileError, match="closed: cannot be read: Permission denied"):
        list(tree.files(tmp_path))


@pytest.mark.parametrize(
    ("pattern", "excluded"),
    [
        ("scripts", True),
        ("scripts/", True),
        ("./scripts/*", True),
        ("scripts/old", True),
        ("*/load.py", True),
        ("**/load.py", True),
        ("load.py", True),
        ("l*.py", True),
        ("scripts/*.py", True),
        ("old/load.py", False),
        ("load", False),
        ("script", False),
        ("LOAD.py", False),
    ],
)
def test_a_glob_excludes_a_file_or_all_of_a_folder(pattern: str, excluded: bool) -> None:
    """A glob stands for paths below the root; without a slash it is compared with each part."""
    assert tree.is_excluded(PurePosixPath("scripts/old/load.py"), [pattern]) is excluded


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    """What a glob names is not read."""
    make(tmp_path, "app/main.py", "legacy/main.py", "tests/test_main.py")
    assert [str(name) for name in tree.files(tmp_path, ["legacy", "test_*"])] == ["app/main.py"]
