import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from stats import Member, double, name_of, report, statistic


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Member(name="민수"), Member(name="지영")])
        await session.commit()
        yield session
    await engine.dispose()


async def test_statistics(session):
    assert await statistic(session, "members") == 2
    assert await statistic(session, "last") == 2
    assert await report(session) == ("결과", 2)
    assert await name_of(session, 1) == "민수"
    assert double(2) == 4
