"""The measurement of seeding."""

import re
from pathlib import Path

import pytest

from aiolift.bench import kept, seeding


def test_runs(any_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both ways of loading run on every driver and server; the ratio is printed and kept, without a password."""
    kept_in = tmp_path / "seeding.json"
    assert seeding.main(["--url", any_url, "--rows", "50", "--rounds", "2", "--json", str(kept_in)]) == 0
    output = capsys.readouterr().out
    result = kept.read(kept_in)
    assert isinstance(result, seeding.SeedingResult)
    assert (result.rows, len(result.seeded), len(result.inserted)) == (50, 2, 2)
    assert f"aiolift is {result.ratio:.2f} times as fast" in output
    assert re.search(r"SQLAlchemy .* rows/s", output)
    assert "rd#1" not in output + kept_in.read_text()
