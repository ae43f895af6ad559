from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from rates import Rate, set_rate


async def test_set_rate():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await set_rate(session, "USD", 1300)
        assert (await session.get(Rate, "USD")).won == 1300
    await engine.dispose()
