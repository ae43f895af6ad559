"""Progress that nobody sees."""

import pytest

from aiolift.program.progress import Progress, Silent


def test_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Silent is a Progress and writes nothing."""
    progress: Progress = Silent()
    progress.start("reading", 2)
    progress.advance()
    assert capsys.readouterr() == ("", "")
