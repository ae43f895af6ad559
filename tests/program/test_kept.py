"""Results that are kept; what is not believed is shown by the tests of migrate's and lint's caches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiolift.program import kept


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where results of the kind `things` lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/aiolift/things"


def test_kinds_are_apart(tmp_path: Path) -> None:
    """A result comes back under its own kind and key only."""
    kept.save("things", "a", b"data", tmp_path / "program")
    assert kept.load("things", "a") == b"data"
    assert kept.load("things", "b") is kept.load("others", "a") is None


def test_the_key_tells_lists_apart() -> None:
    """The same characters in other parts, or in another order, are another key."""
    keys = [kept.key(parts) for parts in ([], ["ab"], ["a", "b"], ["b", "a"], [b"ab", ""])]
    assert len(set(keys)) == len(keys)
    assert kept.key(["ab"]) == kept.key([b"ab"])


def test_a_writer_that_is_late_replaces_the_whole(tmp_path: Path, folder: Path) -> None:
    """Of two processes the last one counts, and neither leaves a part of a file behind."""
    for data in (b"first", b"second"):
        kept.save("things", "a", data, tmp_path / "program")
    assert kept.load("things", "a") == b"second"
    assert [path.name for path in folder.iterdir()] == ["a.json.gz"]


def test_a_file_that_cannot_be_read_counts_by_its_error(tmp_path: Path) -> None:
    """A missing file is told apart from an empty one."""
    (tmp_path / "empty").touch()
    assert kept.content(tmp_path / "missing") != kept.content(tmp_path / "empty") == b""


def test_the_newest_of_some_keys_is_the_one_used_last(tmp_path: Path, folder: Path) -> None:
    """Only keys that begin so count, and to read a result is to use it."""
    assert kept.newest("things", "a-") is None
    for number, name in enumerate(["a-1", "a-2", "b-3"]):
        kept.save("things", name, b"data", tmp_path / "program")
        os.utime(folder / f"{name}.json.gz", ns=(number, number))
    assert kept.newest("things", "a-") == "a-2"
    kept.load("things", "a-1")
    assert kept.newest("things", "a-") == "a-1"
