"""SQLAlchemy's own dialect suite: everything that aiomysql passes, and without a failure."""

from __future__ import annotations

import pytest

from tests.dialect_suite.record import REFERENCE, recorded
from tests.dialect_suite.run import run_suite
from tests.servers import Server

DRIVER = "mysqlconnector_async"
#: Tests that aiomysql passes and this dialect does not, with the reason. There is none.
EXPLAINED: dict[str, str] = {}


def test_parity(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """The dialect passes every test of the suite that aiomysql passes on the same server, and fails none."""
    expected = set(recorded(server.kind).read_text().splitlines())
    outcome = run_suite(server, DRIVER)
    with capsys.disabled():
        print(f"\nSQLAlchemy's suite, {DRIVER} on {server.kind}: {outcome}; {REFERENCE} passed {len(expected)}")  # noqa: T201
    unknown = expected - outcome.passed - outcome.failed - outcome.skipped
    assert not unknown, "the suite has changed; record anew what aiomysql passes (tests/dialect_suite/README.md)"
    assert not outcome.failed, outcome.output[-10_000:]
    assert expected - outcome.passed == set(EXPLAINED)
    assert len(expected) > 1500
