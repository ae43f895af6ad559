"""The diff, given to the real git and the real patch."""

import os
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiolift.program.change import FileChange
from aiolift.report.diff import coloured, patch

TOOLS = {"git": ["git", "apply", "--whitespace=nowarn"], "patch": ["patch", "-p1", "--silent", "--binary"]}
CASES = {
    "plain": ("a.py", b"one\ntwo\n", b"one\n2\n"),
    "crlf": ("a.py", b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    "mixed-ends": ("a.py", b"one\r\ntwo\nthree\rfour\r\n", b"one\r\n2\nthree\rfour\r\n"),
    "no-end-before": ("a.py", b"one\ntwo", b"one\ntwo\nthree\n"),
    "no-end-after": ("a.py", b"one\ntwo\n", b"one\n2"),
    "no-end-twice": ("a.py", b"one\ntwo", b"1\ntwo"),
    "utf-8-mark": ("a.py", "\ufeffx = '하나'\n".encode(), "\ufeffx = '둘'\n".encode()),
    "utf-16": ("requirements.txt", "pymysql\r\n하나\r\n".encode("utf-16"), "asyncmy\r\n하나\r\n".encode("utf-16")),
    "utf-16-be": ("r.txt", "\ufeffa\nb\n".encode("utf-16-be"), "\ufeffa\nc\n".encode("utf-16-be")),
    "euc-kr": (
        "a.py",
        "# coding: euc-kr\nx = '하나'\n".encode("euc-kr"),
        "# coding: euc-kr\nx = '둘'\n".encode("euc-kr"),
    ),
    "form-feed": ("a.py", b"one\n\x0c\x1c\x85two\n", b"one\n\x0c\x1c\x85three\n"),
    "new": ("new/folder/a.py", None, b"one\ntwo\n"),
    "new-without-end": ("a.py", None, b"one"),
    "from-empty": ("a.py", b"", b"one\n"),
    "to-empty": ("a.py", b"one\n", b""),
    "blank-in-name": ("my folder/a b.py", b"one\n", b"two\n"),
    "new-with-blank": ("my folder/new file.py", None, b"two\n"),
    "korean-name": ("서비스/계획.py", b"one\n", b"two\n"),
    "name-that-is-no-text": (os.fsdecode(b"\xff.py"), b"one\n", b"two\n"),
    "quotes-in-name": ('a"b\\c.py', b"one\n", b"two\n"),
    "far-apart": ("a.py", b"".join(b"%d\n" % n for n in range(50)), b"".join(b"%d\n" % (n or 7) for n in range(49))),
}


def applied(folder: Path, change: FileChange, tool: str) -> bytes:
    """Return what `tool` makes of the file when it is given the patch."""
    path = folder / change.name
    if change.before is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(change.before)
    done = subprocess.run(TOOLS[tool], input=patch([change]), cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    # patch removes a file that becomes empty
    return path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("case", CASES)
def test_applies(tmp_path: Path, case: str, tool: str) -> None:
    """Both tools make exactly the migrated bytes of every kind of file."""
    name, before, after = CASES[case]
    change = FileChange(PurePosixPath(name), before, after)
    assert applied(tmp_path, change, tool) == after


@pytest.mark.parametrize("tool", TOOLS)
def test_several_files(tmp_path: Path, tool: str) -> None:
    """All files of a plan are in one patch."""
    changes = [FileChange(PurePosixPath(f"{number}.py"), b"one\n", b"two\n") for number in range(3)]
    for change in changes:
        (tmp_path / change.name).write_bytes(b"one\n")
    subprocess.run(TOOLS[tool], input=patch(changes), cwd=tmp_path, capture_output=True, check=True)
    assert [(tmp_path / change.name).read_bytes() for change in changes] == [b"two\n"] * 3


def test_an_empty_new_file(tmp_path: Path) -> None:
    """A file that is new and empty, as an `__init__.py`, is made by git."""
    change = FileChange(PurePosixPath("app/__init__.py"), None, b"")
    assert applied(tmp_path, change, "git") == b""
    assert (tmp_path / change.name).exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.binary(min_size=1, max_size=60), after=st.binary(min_size=1, max_size=60))
def test_any_bytes(tmp_path: Path, before: bytes, after: bytes) -> None:
    """Whatever the bytes are, git makes the second of the first."""
    change = FileChange(PurePosixPath("any"), before, after)
    if before != after:
        assert applied(tmp_path, change, "git") == after


def test_for_people() -> None:
    """On a terminal the lines are decoded and coloured, and control characters are pictures."""
    change = FileChange(
        PurePosixPath("r.txt"), "pymysql\r\n하나\x1b[2J".encode("utf-16"), "asyncmy\r\n하나".encode("utf-16")
    )
    lines = list(coloured([change]))
    plain = [line.plain for line in lines]
    assert plain[3:] == ["@@ -1,2 +1,2 @@", "-pymysql", "-하나␛[2J", "+asyncmy", "+하나"]
    assert [str(line.style) for line in lines[4:]] == ["red", "red", "green", "green"]
