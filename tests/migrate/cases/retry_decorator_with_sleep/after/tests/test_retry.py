import asyncio
from unittest import mock
from unittest.mock import AsyncMock

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from jobs import retrying, work


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_second_attempt_succeeds(session):
    work.failures = 2
    assert await work.flaky_total(session) == 42
    assert await work.ping(session)


async def test_gives_up(session):
    work.failures = 3
    with pytest.raises(OperationalError):
        await work.flaky_total(session)


async def test_waits_longer_each_time(session, monkeypatch):
    waits = []
    monkeypatch.setattr("jobs.retrying.asyncio.sleep", AsyncMock(side_effect=waits.append))
    work.failures = 2
    assert await work.flaky_total(session) == 42
    assert waits == [0.01, 0.02]


async def test_ways_to_wait_for_nothing(session, monkeypatch):
    with mock.patch.object(retrying.asyncio, "sleep") as sleep:
        work.failures = 1
        assert await work.flaky_total(session) == 42
    sleep.assert_called_once_with(0.01)
    with mock.patch("asyncio.sleep", mock.AsyncMock()) as sleep:
        work.failures = 1
        assert await work.flaky_total(session) == 42
    assert sleep.call_count == 1
    monkeypatch.setattr(asyncio, "sleep", AsyncMock(side_effect=lambda seconds: None))
    work.failures = 2
    assert await work.flaky_total(session) == 42


async def test_retries_whatever_is_called(session):
    assert await retrying.call_twice(work.ping, session)
    work_ = mock.AsyncMock(side_effect=[OperationalError("SELECT", {}, Exception()), 7])
    assert await retrying.call_twice(work_, session) == 7
    assert work_.call_count == 2
