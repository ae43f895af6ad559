"""Results as files."""

import os
from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.errors import BenchError
from tests.bench import examples


@pytest.mark.parametrize("benchmark", examples.results())
def test_what_is_written_is_read(benchmark: str, tmp_path: Path) -> None:
    """A result of each benchmark comes back as it was."""
    result = examples.results()[benchmark]
    kept.write(tmp_path / "result.json", result)
    assert kept.read(tmp_path / "result.json") == result


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    """A file of something else, one that is not there and one that cannot be written are errors that name it."""
    (tmp_path / "other.json").write_text('{"benchmark": "other"}')
    for name, message in (("other.json", "not a result"), ("missing.json", "cannot be read")):
        with pytest.raises(BenchError, match=rf"{name}.*{message}"):
            kept.read(tmp_path / name)
    with pytest.raises(BenchError, match="could not be written"):
        kept.write(tmp_path / "missing" / "result.json", examples.loading())


def test_a_place_that_can_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    """Asking whether a result can be kept makes no file, and empties none; a link to a file that is to come is well."""
    old, new, link = tmp_path / "old.json", tmp_path / "new.json", tmp_path / "link.json"
    old.write_text("kept", encoding="utf-8")
    link.symlink_to(new)
    for path in (old, new, link):
        kept.require_writable(path)
    assert old.read_text(encoding="utf-8") == "kept"
    assert not new.exists()


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a file in none, and what this user may not write are errors that name it and say why."""
    (tmp_path / "file").touch()
    for path, message in (
        (tmp_path, "it is a folder"),
        (tmp_path / "missing" / "result.json", f"there is no folder {tmp_path / 'missing'}"),
        (tmp_path / "file" / "result.json", f"there is no folder {tmp_path / 'file'}"),
    ):
        with pytest.raises(BenchError, match=f"{path}: {message}"):
            kept.require_writable(path)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root, who may run the tests, may write everywhere
    for path in (tmp_path / "file", tmp_path / "result.json"):
        with pytest.raises(BenchError, match="cannot be written to"):
            kept.require_writable(path)
