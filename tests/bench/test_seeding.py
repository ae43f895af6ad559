"""The measurement of seeding."""

import re
import sys

import pytest

from aiolift.bench import seeding


def test_runs(any_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Both ways of loading run on every driver and server, and the ratio is printed without a password."""
    monkeypatch.setattr(sys, "argv", ["seeding", "--url", any_url, "--rows", "50", "--rounds", "2"])
    seeding.main()
    output = capsys.readouterr().out
    assert re.search(r"aiolift is [\d.]+ times as fast", output)
    assert re.search(r"SQLAlchemy .* rows/s", output)
    assert "rd#1" not in output
