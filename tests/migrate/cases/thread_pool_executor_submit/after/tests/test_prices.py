from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from sync_prices import Price, engine, save_all


async def test_save_all():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    assert save_all({"a": 1, "b": -1, "c": 3}) == (["a", "c"], ["b"])
    async with AsyncSession(engine, expire_on_commit=False) as session:
        assert (await session.get(Price, "c")).won == 3
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
