"""Findings of old code that are known, and stay known while the code around them changes."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from aiolift.errors import BaselineError
from aiolift.lint.baseline import Baseline, read
from aiolift.lint.registry import all_rules
from aiolift.lint.run import Linted, lint_files
from tests.lint.program import files

OLD = 'async def save(): ...\n\nasync def run():\n    "서울"; save()\n'
RULES = [rule for rule in all_rules() if rule.code == "AL101"]
CODES = {"AL101"}


def linted(**texts: str) -> Linted:
    """Return what is found in modules of these texts."""
    return lint_files(files({f"{name}.py": text for name, text in texts.items()}), rules=RULES)


@pytest.fixture
def known(tmp_path: Path) -> Baseline:
    """A baseline beside the program that knows the finding of `a.py` as it was."""
    made = read_empty(tmp_path).renewed(linted(a=OLD), {PurePosixPath("a.py"): CODES}, CODES)
    made.write()
    return read(made.file, tmp_path)


def read_empty(root: Path) -> Baseline:
    """Return a baseline that knows nothing."""
    (root / "old.json").write_text('{"version": 1, "findings": {}}', encoding="utf-8")
    return read(root / "old.json", root)


def test_the_file_is_sorted_text(known: Baseline) -> None:
    """It has path, code and the stripped line with a count, and no line number; Korean stays as it is."""
    assert '"\\"서울\\"; save()": 1' in known.file.read_text(encoding="utf-8")
    assert json.loads(known.file.read_text(encoding="utf-8")) == {
        "version": 1,
        "findings": {"a.py": {"AL101": {'"서울"; save()': 1}}},
    }


def test_what_is_known_is_not_new(known: Baseline) -> None:
    """A known finding stays known on another line; the same line once more, or in another file, is new."""
    moved = OLD.replace("\n\n", "\n\n# moved\n\n")
    assert known.new(linted(a=OLD)).findings == known.new(linted(a=moved)).findings == ()
    twice = known.new(linted(a=OLD + '    "서울"; save()\n', b=OLD)).findings
    assert [(str(one.place.name), one.place.line) for one in twice] == [("a.py", 5), ("b.py", 4)]


def test_what_is_gone_is_counted(known: Baseline, tmp_path: Path) -> None:
    """An entry is gone where its line or its file is; not where its file or rule was not looked at."""
    mended = linted(a=OLD.replace("; save()", "; await save()"))
    (tmp_path / "a.py").touch()
    here = {PurePosixPath("a.py"): CODES}
    assert known.gone(linted(a=OLD), here, CODES) == 0
    assert known.gone(mended, here, CODES) == 1
    assert known.gone(mended, {PurePosixPath("a.py"): {"AL102"}}, CODES) == 0
    assert known.gone(linted(b=OLD), {PurePosixPath("b.py"): CODES}, CODES) == 0
    (tmp_path / "a.py").unlink()
    assert known.gone(linted(b=OLD), {PurePosixPath("b.py"): CODES}, CODES) == 1


def test_a_renewed_one_keeps_what_was_not_looked_at(known: Baseline, tmp_path: Path) -> None:
    """Of the files that are linted all findings are known afterwards, and no others; the rest stays."""
    (tmp_path / "a.py").touch()
    renewed = known.renewed(linted(b=OLD), {PurePosixPath("b.py"): CODES}, CODES)
    assert sorted(entry.path for entry in renewed.entries) == ["a.py", "b.py"]
    again = renewed.renewed(linted(a="", b=OLD), {PurePosixPath("a.py"): CODES, PurePosixPath("b.py"): CODES}, CODES)
    assert [entry.path for entry in again.entries] == ["b.py"]


def test_paths_are_those_below_its_folder(tmp_path: Path) -> None:
    """The same baseline serves for the whole project and for a folder of it."""
    (tmp_path / "app").mkdir()
    whole = read_empty(tmp_path).renewed(linted(**{"app/a": OLD}), {PurePosixPath("app/a.py"): CODES}, CODES)
    below = Baseline(whole.file, tmp_path / "app", whole.entries)
    assert below.new(linted(a=OLD)).findings == ()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "findings": {}}', '{"version": 1, "findings": {"a": 1}}'])
def test_what_is_no_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    """The error names the file, and says what to do."""
    (tmp_path / "old.json").write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match=r"old\.json: .*; write it again"):
        read(tmp_path / "old.json", tmp_path)
    with pytest.raises(BaselineError, match="--write-baseline makes it"):
        read(tmp_path / "none.json", tmp_path)


def test_it_holds_no_password(tmp_path: Path) -> None:
    """A line with a password is kept without it, and is known all the same, one that was kept with it too."""
    code = 'from sqlalchemy.ext.asyncio import create_async_engine\nu = create_async_engine("mysql+asyncmy://a:s3cr3t@db")\n'
    found = lint_files(files({"a.py": code}))
    assert "AL511" in {one.code for one in found.findings}
    codes = {one.code for one in found.findings}
    made = read_empty(tmp_path).renewed(found, {PurePosixPath("a.py"): codes}, codes)
    made.write()
    text = made.file.read_text(encoding="utf-8")
    assert "s3cr3t" not in text
    assert read(made.file, tmp_path).new(found).findings == ()
    made.file.write_text(text.replace("***", "s3cr3t"), encoding="utf-8")
    assert read(made.file, tmp_path).new(found).findings == ()
