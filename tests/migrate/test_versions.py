"""The versions that the migrated code must run with."""

from pathlib import Path, PurePosixPath

import pytest
from packaging.version import Version

from aiolift.errors import VersionTooOldError
from aiolift.migrate.versions import Versions, detect

LOCK = '[[package]]\nname = "{}"\nversion = "{}"\n'


def detected(root: Path, files: dict[str, str], installed: tuple[str, ...] = ()) -> Versions:
    """Write a code base and return its versions."""
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    for name in installed:
        (root / f".venv/lib/python3.11/site-packages/{name}.dist-info").mkdir(parents=True)
        (root / ".venv/pyvenv.cfg").touch()
    return detect(root, [PurePosixPath(name) for name in files])


def test_nothing_says(tmp_path: Path) -> None:
    """Without requirements nothing is known."""
    assert detected(tmp_path, {"main.py": "import sqlalchemy"}) == Versions()


def test_precedence(tmp_path: Path) -> None:
    """A pin comes before what is locked, that before what is installed, and that before a lower bound."""
    files = {
        "requirements.txt": "SQLAlchemy==2.0.1\nfastapi>=0.100\nhttpx>=0.20\npydantic>=1.9,<3\n",
        "uv.lock": LOCK.format("sqlalchemy", "2.0.2") + LOCK.format("fastapi", "0.110.0"),
    }
    found = detected(tmp_path, files, ("sqlalchemy-2.0.3", "fastapi-0.115.0", "httpx-0.28.0"))
    assert found == Versions(
        sqlalchemy=Version("2.0.1"), fastapi=Version("0.110.0"), httpx=Version("0.28.0"), pydantic=Version("1.9")
    )


def test_only_an_upper_limit(tmp_path: Path) -> None:
    """SQLAlchemy below 2 is 1.4, the one before with an async interface; other limits from above say nothing."""
    assert detected(tmp_path, {"requirements.txt": "sqlalchemy<2\n"}).sqlalchemy == Version("1.4")
    assert detected(tmp_path, {"requirements.txt": "sqlalchemy<3\n"}).sqlalchemy is None


@pytest.mark.parametrize(
    "text",
    ["[project]\nrequires-python = '>=3.10,<4'\n", "[tool.poetry.dependencies]\npython = '^3.10'\n"],
)
def test_python(tmp_path: Path, text: str) -> None:
    """pyproject.toml says the lowest Python, in either notation."""
    assert detected(tmp_path, {"pyproject.toml": text}).python == Version("3.10")


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"requirements.txt": "fastapi\nSQLAlchemy==1.3.24\n"}, r"requirements.txt:2: SQLAlchemy==1.3.24"),
        ({"requirements.txt": "sqlalchemy<1.4\n"}, r"requirements.txt:1: SQLAlchemy<1.4"),
        ({"pyproject.toml": "[tool.poetry.dependencies]\nsqlmodel = '^0.0.8'\n"}, r"pyproject.toml:2: SQLModel"),
        ({"uv.lock": LOCK.format("sqlmodel", "0.0.13")}, r"uv.lock:2: SQLModel 0.0.13"),
        ({"requirements.txt": "sqlalchemy\n", "poetry.lock": LOCK.format("sqlalchemy", "1.3.0")}, r"poetry.lock:2"),
    ],
)
def test_too_old(tmp_path: Path, files: dict[str, str], where: str) -> None:
    """A release without an async interface is an error that names the version, the file and the line."""
    with pytest.raises(VersionTooOldError, match=where):
        detected(tmp_path, files)


def test_too_old_in_the_environment(tmp_path: Path) -> None:
    """What is installed counts where nothing else says."""
    with pytest.raises(VersionTooOldError, match=r"SQLAlchemy-1.3.0.dist-info:1: SQLAlchemy 1.3.0"):
        detected(tmp_path, {}, ("SQLAlchemy-1.3.0",))


@pytest.mark.parametrize(
    "line", ["SQLAlchemy>=1.3", "sqlalchemy~=1.4.0", "SQLAlchemy", "sqlmodel==0.0.14", "sqlalchemy<2"]
)
def test_not_too_old(tmp_path: Path, line: str) -> None:
    """What admits a release with an async interface is fine, whatever an old environment has."""
    detected(
        tmp_path,
        {"requirements.txt": f"{line}\n"},
        ("sqlalchemy-1.3.0",) if "model" not in line else (),
    )
