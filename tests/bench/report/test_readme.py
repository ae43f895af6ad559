"""The table of the READMEs."""

from pathlib import Path

import pytest

from aiolift.bench.report.readme import lines, put
from aiolift.errors import BenchError
from tests.bench.report.crowd import crowd

BEGIN, END = "<!-- benchmarks: see docs/benchmarks.md -->\n", "<!-- end of benchmarks -->\n"


def test_table() -> None:
    """Each service stands in a line, with and without the network; one that stopped is said to have."""
    assert lines([crowd()])[:5] == [
        "| one row by FastAPI, 64 connections | requests/s | p99 ms | requests/s, 4 ms away | p99 ms |",
        "| --- | --: | --: | --: | --: |",
        "| sync Session, PyMySQL | 100 | 5.00 | stopped | |",
        "| AsyncSession, asyncmy | 300 | 5.00 | 250 | 5.00 |",
        "| aiolift, prepared | 1,200 | 5.00 | 1,100 | 5.00 |",
    ]
    assert lines([]) == []


def test_put(tmp_path: Path) -> None:
    """Only what is between the two comments changes, and to do it again changes nothing."""
    for name, words in (("README.md", "requests/s"), ("README.ko.md", "초당 요청")):
        path = tmp_path / name
        path.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
        changed = put(path, [crowd()])
        assert changed.startswith(f"before\n{BEGIN}|")
        assert changed.endswith(f"\n{END}after\n")
        assert words in changed
        assert "old" not in changed
        path.write_text(changed, encoding="utf-8")
        assert put(path, [crowd()]) == changed


def test_no_place(tmp_path: Path) -> None:
    """A README without the comments is an error that names them."""
    (tmp_path / "README.md").write_text("nothing\n")
    with pytest.raises(BenchError, match="benchmarks: see docs/benchmarks.md"):
        put(tmp_path / "README.md", [crowd()])
