"""What is required around a file of requirements."""

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.requirements.declared import declared
from aiolift.migrate.configuration.scope import event_loop_of, scope_of
from aiolift.program import text


def written(root: Path, files: dict[str, str]) -> list[PurePosixPath]:
    """Write the files and return their names."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return [PurePosixPath(name) for name in files]


def test_included(tmp_path: Path) -> None:
    """What a file includes counts however deep, circles and paths upwards as well."""
    names = written(
        tmp_path,
        {
            "requirements.txt": "httpx\n",
            "requirements/dev.txt": "-r ../requirements.txt\npytest\n",
            "requirements/all.txt": "-r dev.txt\n-r all.txt\n-r missing.txt\nruff\n",
        },
    )
    required = declared(tmp_path, names)
    files = {name: text.read(tmp_path / name, name) for name in names}
    assert scope_of(PurePosixPath("requirements/all.txt"), files, required).included == {"httpx", "pytest"}
    assert scope_of(PurePosixPath("requirements.txt"), files, required).included == frozenset()
    assert scope_of(PurePosixPath("requirements/dev.txt"), files, required).around == {"pytest", "ruff"}


@pytest.mark.parametrize(("folder", "specifier"), [("a", ">=0.21.2,<0.22"), ("b", ">=1.3"), ("c", ">=0.20.3,<0.21")])
def test_nearest_pytest(tmp_path: Path, folder: str, specifier: str) -> None:
    """Two services in one tree have each their own pytest; where none is near, all must agree."""
    required = declared(
        tmp_path, written(tmp_path, {"a/requirements.txt": "pytest==7.4", "b/requirements.txt": "pytest==9.0"})
    )
    assert sorted(map(str, event_loop_of(PurePosixPath(folder), required).specifier)) == sorted(specifier.split(","))
