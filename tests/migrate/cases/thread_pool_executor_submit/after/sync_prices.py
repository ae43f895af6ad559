import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///prices.db", connect_args={"timeout": 30})


class Price(SQLModel, table=True):
    sku: str = Field(primary_key=True)
    won: int


async def save(sku: str, won: int) -> str:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await session.merge(Price(sku=sku, won=won))
        await session.commit()
    if won < 0:
        raise ValueError(sku)
    return sku


async def save_all(prices: dict[str, int]) -> tuple[list[str], list[str]]:
    done, failed = [], []
    limit = asyncio.Semaphore(3)

    async def limited(*args):
        async with limit:
            return await save(*args)

    futures = [asyncio.create_task(limited(sku, won)) for sku, won in prices.items()]
    for future in asyncio.as_completed(futures):
        try:
            done.append(await future)
        except ValueError as error:  # 음수 가격
            failed.append(str(error))
    return sorted(done), failed
