"""The measurement of reads."""

from pathlib import Path

import pytest

from aiolift.bench import kept, reads
from aiolift.bench.reads import ReadsResult


def test_runs(any_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every path of every driver is read; the fast ones cost one statement; the result is kept, without a password."""
    kept_in = tmp_path / "reads.json"
    options = ["--tasks", "2", "--rounds", "1", "--seconds", "0", "--json", str(kept_in)]
    assert reads.main(["--url", any_url, *options]) == 0
    output = capsys.readouterr().out
    result = kept.read(kept_in)
    assert isinstance(result, ReadsResult)
    assert [path.name for path in result.paths][:3] == ["AsyncSession", "db.reader()", "db.prepare()"]
    assert all(path.rates[0] > 0 and path.cpu[0] > 0 and path.name in output for path in result.paths)
    if "sqlite" not in any_url:  # which counts nothing; on a server others may be counted too
        assert all(path.statements is not None and path.statements >= 1 for path in result.paths)
    assert "rd#1" not in output + kept_in.read_text()


def test_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    """A URL that is none is a message and an exit code, and no traceback."""
    assert reads.main(["--url", "mysql://"]) == 2
    assert capsys.readouterr().err.startswith("error: ")
