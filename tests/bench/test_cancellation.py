"""The cancellation fuzz, with few sessions; ``python -m aiolift.bench.cancellation`` runs thousands."""

import json

import pytest

from aiolift.bench.cancellation import Tally, main


def test_nothing_is_left_behind(mysql_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Sessions cancelled at random moments: no wrong row, no lost commit, no connection or query left."""
    assert main(["--url", mysql_url, "--sessions", "150"]) == 0
    tally = json.loads(capsys.readouterr().out)
    assert tally["sessions"] == 150
    assert tally["cancelled"] > tally["again"] + tally["by_anyio"]
    assert min(tally["again"], tally["by_anyio"]) > 0
    assert tally["acknowledged"] > 0


@pytest.mark.parametrize("name", ["wrong_rows", "lost_commits", "still_checked_out", "connections_beyond"])
def test_one_fault_is_enough(name: str) -> None:
    """The tally is clean only where nothing was wrong."""
    assert Tally().is_clean
    assert not Tally(**{name: 1}).is_clean
    assert not Tally(errors=["OperationalError"]).is_clean
