import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from lookup.db import Country, Currency
from lookup.handlers import labels, lookup, pad5


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as s:
        s.add(Country(code="KR", name="대한민국"))
        s.add(Currency(code="KRW", symbol="₩"))
        await s.commit()
        yield s
    await engine.dispose()


async def test_lookup(session):
    assert (await lookup(session, "country", "KR")).name == "대한민국"
    assert (await lookup(session, "currency", "KRW")).symbol == "₩"
    assert await lookup(session, "country", "XX") is None


async def test_labels(session):
    assert await labels(session, ["KR", "XX"]) == ["   KR 대한민국"]


def test_pad():
    assert pad5("a") == "    a"
