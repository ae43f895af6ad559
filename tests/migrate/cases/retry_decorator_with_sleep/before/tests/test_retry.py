import time
from unittest import mock

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from jobs import retrying, work


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_second_attempt_succeeds(session):
    work.failures = 2
    assert work.flaky_total(session) == 42
    assert work.ping(session)


def test_gives_up(session):
    work.failures = 3
    with pytest.raises(OperationalError):
        work.flaky_total(session)


def test_waits_longer_each_time(session, monkeypatch):
    waits = []
    monkeypatch.setattr("jobs.retrying.time.sleep", waits.append)
    work.failures = 2
    assert work.flaky_total(session) == 42
    assert waits == [0.01, 0.02]


def test_ways_to_wait_for_nothing(session, monkeypatch):
    with mock.patch.object(retrying.time, "sleep") as sleep:
        work.failures = 1
        assert work.flaky_total(session) == 42
    sleep.assert_called_once_with(0.01)
    with mock.patch("time.sleep", mock.Mock()) as sleep:
        work.failures = 1
        assert work.flaky_total(session) == 42
    assert sleep.call_count == 1
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    work.failures = 2
    assert work.flaky_total(session) == 42


def test_retries_whatever_is_called(session):
    assert retrying.call_twice(work.ping, session)
    work_ = mock.Mock(side_effect=[OperationalError("SELECT", {}, Exception()), 7])
    assert retrying.call_twice(work_, session) == 7
    assert work_.call_count == 2
