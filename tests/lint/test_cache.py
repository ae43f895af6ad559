"""Findings that are kept, and when they are not believed."""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiolift.lint import cache, run
from aiolift.lint.registry import all_rules
from aiolift.lint.run import Linted, lint
from aiolift.program import tree

SAVE = "async def save(): ...\n"
TEXTS = [
    SAVE,
    "def save(): ...\n",
    "from a import save\n\nasync def run():\n    save()\n",
    "# more\nfrom a import save\n\nasync def run():\n    save()\n",
    "from a import save\n\nasync def run():\n    save()  # noqa: AL101\n",
    "from b import run\n\nasync def main():\n    run()\n",
    "def x(:\n",
]
RULES = [rule for rule in all_rules() if rule.code in {"AL101", "AL507"}]


def linted(root: Path, *, keep: bool) -> Linted:
    """Return what two rules find in a folder."""
    return lint(root, tree.files(root), rules=RULES, keep=keep)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program with a fixable finding, and an empty cache beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "program"
    root.mkdir()
    (root / "a.py").write_text(SAVE + 'async def run():\n    "서울"; save()\n', encoding="utf-8")
    (root / "requirements.txt").write_text("asyncmy==0.2.9\n", encoding="utf-8")
    return root


def test_findings_come_back_equal(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run gives what the first one gave, fixes included, and follows no values."""
    first = linted(program, keep=True)
    assert [finding.code for finding in first.findings] == ["AL101", "AL507"]
    assert first.findings[0].fix
    monkeypatch.setattr(run, "study", mock.Mock(side_effect=AssertionError("worked out again")))
    assert linted(program, keep=True) == first


def test_a_comment_works_nothing_out(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a comment is another one, findings are those of the last run; it keeps quiet what it covers."""
    first = linted(program, keep=True)
    text = (program / "a.py").read_text(encoding="utf-8")
    (program / "a.py").write_text(text.rstrip() + "  # noqa: AL101\n", encoding="utf-8")
    expected = linted(program, keep=False)
    monkeypatch.setattr(run, "study", mock.Mock(side_effect=AssertionError("worked out again")))
    assert linted(program, keep=True) == linted(program, keep=True) == expected
    (program / "a.py").write_text(text, encoding="utf-8")
    assert linted(program, keep=True) == first


@pytest.mark.parametrize("name", ["a.py", "requirements.txt", "new.py"])
def test_every_file_counts(program: Path, name: str) -> None:
    """A file that changed, or that is new, makes other findings."""
    before = linted(program, keep=True)
    (program / name).write_text("async def g(): ...\nasync def f():\n    g()\n" if name == "new.py" else "")
    assert linted(program, keep=True).findings == linted(program, keep=False).findings != before.findings


def test_rules_count(program: Path) -> None:
    """What some rules found is not what others find."""
    linted(program, keep=True)
    assert [one.code for one in lint(program, tree.files(program), rules=RULES[:1], keep=True).findings] == ["AL101"]


def test_what_cannot_be_read_counts(program: Path) -> None:
    """A file that is no text any more is a finding, and none again once it is."""
    linted(program, keep=True)
    good = (program / "a.py").read_bytes()
    (program / "a.py").write_bytes(b"# \xff\n")
    assert [one.code for one in linted(program, keep=True).findings] == ["AL001", "AL507"]
    (program / "a.py").write_bytes(good)
    assert [one.code for one in linted(program, keep=True).findings] == ["AL101", "AL507"]


@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b"{}", mtime=0), gzip.compress(b"\xff", mtime=0)])
def test_what_is_damaged_counts_as_nothing(program: Path, data: bytes) -> None:
    """A damaged entry is worked out again, and replaced."""
    first = linted(program, keep=True)
    (entry,) = (program.parent / "cache/aiolift/findings").iterdir()
    entry.write_bytes(data)
    assert linted(program, keep=True) == first
    assert getattr(cache.load(entry.name.removesuffix(".json.gz")), "findings", None) == first.findings


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a.py", "b.py", "one/a.py", "one/b.py", "two/a.py", "two/b.py"]), st.sampled_from(TEXTS)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_edits_never_give_old_findings(edits: list[tuple[str, str]]) -> None:
    """After any edit of any file, the findings with the cache are those without it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "program")
        root.mkdir()
        with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(Path(folder, "cache"))}):
            for name, text in edits:
                (root / name).parent.mkdir(exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
                assert linted(root, keep=True) == linted(root, keep=False)
