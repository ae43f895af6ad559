"""The synthetic code base."""

import subprocess
import sys
from pathlib import Path

import pytest

from aiolift.bench import code_base


def python_lines(root: Path) -> int:
    """Return how many lines the Python files have."""
    return sum(path.read_text(encoding="utf-8").count("\n") for path in root.rglob("*.py"))


@pytest.mark.parametrize("lines", [1, 1000, 5000])
def test_has_as_many_lines_as_asked_for(tmp_path: Path, lines: int) -> None:
    """The number returned is that of the files, and the wanted number is exceeded by one feature at most."""
    found = code_base.write(tmp_path, lines)
    assert found == python_lines(tmp_path)
    assert lines <= found <= lines * 1.05 + 450


def test_is_the_same_every_time(tmp_path: Path) -> None:
    """The same number of lines gives the same files."""
    contents = []
    for name in ("one", "two"):
        code_base.write(tmp_path / name, 1000)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        contents.append([(path.relative_to(tmp_path / name), path.read_bytes()) for path in files])
    assert contents[0] == contents[1]


def test_works(tmp_path: Path) -> None:
    """What is measured is real: the tests of the synthetic code base pass."""
    code_base.write(tmp_path, 900)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:aiolift"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    features = len(list((tmp_path / "shop/models").glob("item*.py")))
    assert features > 1
    assert f"{features * 4} passed" in done.stdout
