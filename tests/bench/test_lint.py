"""The measurement of `aiolift lint`."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiolift.bench import kept, lint
from aiolift.bench.process import Run
from aiolift.errors import BenchError


def test_counts_what_each_tool_marks(tmp_path: Path) -> None:
    """A mistake counts where a tool reports anything on its line, once for each rule that is planted there."""
    file = tmp_path / "a.py"
    file.write_text("x\ny  # plant: AL101, AL603\nz  # plant: AL601\n", encoding="utf-8")
    plants = lint.planted(tmp_path)
    assert [(plant.line, plant.code) for plant in plants] == [(2, "AL101"), (2, "AL603"), (3, "AL601")]
    rows = lint.found(plants, {"one": Run(0, 0, 0, f"{file}:2:1: A\n{file}:2:5: B\n"), "other": Run(0, 0, 0, "")})
    assert rows["AL1"] == {"planted": 1, "one": 1}
    assert rows["AL6"] == {"planted": 2, "one": 1}
    assert rows["all"] == {"planted": 3, "one": 2}


def test_nothing_planted_is_an_error(tmp_path: Path) -> None:
    """Without planted mistakes there is nothing to measure."""
    with pytest.raises(BenchError, match="--planted"):
        lint.planted(tmp_path)


def test_runs_the_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All three tools run over the planted mistakes: a sleep that blocks is what each of them knows."""
    text = "import time\n\n\nasync def nap():\n    time.sleep(1)  # plant: AL603\n"
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    kept_in = tmp_path / "lint.json"
    assert lint.main(["--planted", str(tmp_path), "--lines", "0", "--json", str(kept_in)]) == 0
    assert capsys.readouterr().out.splitlines()[3].split() == ["AL6", "1", "1", "1", "1"]
    result = kept.read(kept_in)
    assert isinstance(result, lint.LintResult)
    assert result.found["AL6"] == {"planted": 1, "aiolift": 1, "ruff": 1, "flake8-async": 1}
