from unittest.mock import AsyncMock

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import jobs.sender
from jobs.database import Base
from jobs.models import Mail


@pytest.fixture(autouse=True)
async def session_factory(monkeypatch, tmp_path):
    test_engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/jobs.db")
    async with test_engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(bind=test_engine, expire_on_commit=False)
    monkeypatch.setattr(jobs.sender, "SessionLocal", factory)
    yield factory
    await test_engine.dispose()


@pytest.fixture
def delivered(monkeypatch):
    addresses = []
    monkeypatch.setattr("jobs.sender.deliver", addresses.append)
    return addresses


async def test_sends_each_once(session_factory, delivered):
    async with session_factory() as db:
        db.add_all([Mail(address="a@example.com"), Mail(address="b@example.com", sent=True)])
        await db.commit()
    assert await jobs.sender.send_waiting_mails() == 1
    assert await jobs.sender.send_waiting_mails() == 0
    assert delivered == ["a@example.com"]


async def test_failure_leaves_it_waiting(session_factory, monkeypatch):
    def broken(address):
        raise OSError("메일 서버가 없다")

    monkeypatch.setattr(jobs.sender, "deliver", broken)
    async with session_factory() as db:
        db.add(Mail(address="c@example.com"))
        await db.commit()
    with pytest.raises(OSError):
        await jobs.sender.send_waiting_mails()
    async with session_factory() as db:
        assert (await db.scalars(select(Mail))).one().sent is False


async def test_fake_job(monkeypatch):
    monkeypatch.setattr(jobs.sender, "send_waiting_mails", AsyncMock(return_value=7))
    assert await jobs.sender.send_waiting_mails() == 7
