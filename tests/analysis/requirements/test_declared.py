"""Requirements are found in whichever file they stand, with their place."""

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.requirements.declared import declared, is_requirements, pip_versions
from aiolift.errors import UnparsableFileError


def found(root: Path, name: str, text: str) -> list[tuple[str, int]]:
    """Return each requirement of a file, and its line."""
    (root / name).write_text(text, encoding="utf-8")
    return [(str(item.requirement), item.line) for item in declared(root, [PurePosixPath(name)])]


def test_requirements(tmp_path: Path) -> None:
    """Comments, options, links and hashes are no part of a requirement."""
    text = (
        "# 요구\n-r base.txt\nSQLAlchemy[mypy]==2.0.30  # why\nhttpx==0.27 \\\n    --hash=sha256:00 \\\n"
        "    --hash=sha256:11\n-e .\nhttps://example.org/a.whl\na>=1;python_version>'3'\n"
    )
    assert found(tmp_path, "requirements.txt", text) == [
        ("SQLAlchemy[mypy]==2.0.30", 3),
        ("httpx==0.27", 4),
        ('a>=1; python_version > "3"', 9),
    ]


def test_pyproject(tmp_path: Path) -> None:
    """PEP 621, PEP 735, uv, PDM and Hatch have arrays, Poetry has tables."""
    text = (
        "[project]\ndependencies = [\n'a>=1',\n'b']\noptional-dependencies.x = ['c']\n"
        "[dependency-groups]\ndev = ['d', {include-group = 'e'}]\n[tool.uv]\ndev-dependencies = ['f']\n"
        "[tool.pdm.dev-dependencies]\nt = ['g']\n[tool.hatch.envs.t]\ndependencies = ['h']\n"
        "[tool.poetry.dependencies]\npython = '^3.11'\ni = '^2.0'\nj = {path = '../j'}\n"
        "k = {version = '1.*', extras = ['z']}\n"
        "[tool.poetry.group.dev.dependencies]\nl = '*'\n[[tool.poetry.source]]\nname = 'm'\n"
    )
    assert [text for text, _ in found(tmp_path, "pyproject.toml", text)] == [
        *("a>=1", "b", "f", "c", "d", "g", "h", "python<4,>=3.11", "i<3,>=2.0", "k[z]==1.*", "l")
    ]
    assert ("b", 4) in found(tmp_path, "pyproject.toml", text)


def test_setup_cfg_and_pipfile(tmp_path: Path) -> None:
    """setup.cfg and Pipfile are read as well."""
    assert found(
        tmp_path, "setup.cfg", "[options]\ninstall_requires =\n  a\n  b>1\n[options.extras_require]\nx = c\n"
    ) == [("a", 3), ("b>1", 4), ("c", 6)]
    assert found(tmp_path, "Pipfile", "[packages]\na = '*'\n[dev-packages]\nb = '==1.0'\n") == [("a", 2), ("b==1.0", 4)]


@pytest.mark.parametrize(
    ("written", "specifier"),
    [
        ("^2.0.3", ">=2.0.3,<3"),
        ("^0.0.14", ">=0.0.14,<0.0.15"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0", ">=0,<1"),
        ("~1.4", ">=1.4,<1.5"),
        ("~1", ">=1,<2"),
        ("~1.4.2", ">=1.4.2,<1.5"),
        ("2.0.30", "==2.0.30"),
        ("2.*", "==2.*"),
        ("*", ""),
        (">=1.4, <2.1", ">=1.4,<2.1"),
        ("^1.4 || ^2.0", ">=2.0,<3"),
        ("latest", ""),
        ("", ""),
    ],
)
def test_poetry_notation(written: str, specifier: str) -> None:
    """Poetry's carets and tildes mean ranges."""
    assert sorted(map(str, pip_versions(written))) == sorted(filter(None, specifier.split(",")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requirements.txt", True),
        ("requirements-dev.in", True),
        ("dev-requirements.txt", True),
        ("requirements/base.txt", True),
        ("constraints.txt", False),
        ("requirements/constraints.txt", False),
        ("requirements.md", False),
        ("notes.txt", False),
    ],
)
def test_is_requirements(name: str, expected: bool) -> None:
    """pip's files are known by their usual names; constraints take no extras and are left alone."""
    assert is_requirements(PurePosixPath(name)) is expected


@pytest.mark.parametrize("name", ["pyproject.toml", "Pipfile", "setup.cfg"])
def test_broken_files(tmp_path: Path, name: str) -> None:
    """A file that is not what its name says is an error with its name and line."""
    with pytest.raises(UnparsableFileError, match=rf"^{name}:\d+: is not"):
        found(tmp_path, name, "a = [\nb c\n")
