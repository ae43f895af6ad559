"""The measurement of `aiolift migrate`."""

import sys
from pathlib import Path

import pytest

from aiolift.bench import kept, migration
from aiolift.errors import BenchError


def test_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three sizes and the kept plan are measured and kept, and machine, Python and versions are named."""
    kept_in = tmp_path / "migration.json"
    assert migration.main(["--lines", "2000", "--rounds", "1", "--json", str(kept_in)]) == 0
    where, _, *rows = capsys.readouterr().out.splitlines()
    assert f"Python {sys.version.split()[0]}" in where
    assert "aiolift 0.1.0" in where
    assert [row.split()[1] for row in rows] == ["planned", "planned", "planned", "kept"]
    lines = [int(row.split()[0].replace(",", "")) for row in rows]
    assert lines == sorted(lines)
    result = kept.read(kept_in)
    assert isinstance(result, migration.MigrationResult)
    assert [plan.lines for plan in result.plans] == lines
    assert [plan.kept for plan in result.plans] == [False, False, False, True]


def test_keeps_the_plan_where_it_is_told_to(tmp_path: Path) -> None:
    """A run keeps its plan in the given cache, not in the user's; one without a cache keeps nothing."""
    (tmp_path / "service").mkdir()
    (tmp_path / "service/main.py").touch()
    migration.plan(tmp_path / "service", tmp_path / "cache", "--no-cache")
    assert not (tmp_path / "cache").exists()
    used = migration.plan(tmp_path / "service", tmp_path / "cache")
    assert len(list((tmp_path / "cache/aiolift/plans").iterdir())) == 1
    assert used.seconds > 0
    assert used.memory > 1


def test_a_failure_is_not_a_measurement(tmp_path: Path) -> None:
    """Where the command fails there is no figure."""
    with pytest.raises(BenchError, match="exit code 2"):
        migration.plan(tmp_path / "missing", tmp_path / "cache")
