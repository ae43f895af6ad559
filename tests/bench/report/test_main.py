"""The command that makes the page."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.bench.report.__main__ import made, main
from aiolift.bench.report.page import page
from aiolift.bench.report.readme import put
from tests.bench import examples

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / "docs/benchmarks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with kept results."""
    results = tmp_path / "benchmarks"
    results.mkdir()
    for name, result in examples.results().items():
        kept.write(results / f"{name}.json", result)
    return results


def test_writes_page_and_charts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Page and charts come beside the results, and charts of earlier results go; without pygal nothing is written."""
    charts = folder.parent / "charts"
    charts.mkdir()
    (charts / "old.svg").touch()
    if find_spec("pygal") is None:
        assert main([str(folder)]) == 2
        assert "aiolift[bench]" in capsys.readouterr().err
        assert [path.name for path in charts.iterdir()] == ["old.svg"]
        return
    assert main([str(folder)]) == 0
    text, drawn = page(list(examples.results().values()))
    assert (folder.parent / "benchmarks.md").read_text(encoding="utf-8") == text
    assert sorted(path.stem for path in charts.iterdir()) == sorted(drawn)


def test_a_note_stands_on_the_page(folder: Path) -> None:
    """What is noted beside the results stands on the page."""
    (folder / "note.txt").write_text("The machine was busy.\n", encoding="utf-8")
    _, text, _ = made(folder)
    assert "\n**The machine was busy.**\n" in text


def test_what_is_kept_is_what_is_shown() -> None:
    """The page of the repository, its charts and the READMEs' tables are made of the results in the repository."""
    if not list(KEPT.glob("*.json")):  # nothing was measured yet: then nothing is shown
        assert not (ROOT / "docs/benchmarks.md").exists()
        return
    results, text, charts = made(KEPT)
    assert (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8") == text
    assert sorted(path.stem for path in (ROOT / "docs/charts").glob("*.svg")) == sorted(charts)
    for name in ("README.md", "README.ko.md"):
        assert put(ROOT / name, results) == (ROOT / name).read_text(encoding="utf-8")


def test_no_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without results is an error, and no empty page."""
    assert main([str(tmp_path)]) == 2
    assert "has no results" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
