from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///weather.db")


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    city: str
    celsius: float


async def save_reading(city: str, celsius: float) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        reading = Reading(city=city, celsius=celsius)
        session.add(reading)
        await session.commit()
        return reading.id


async def readings_of(city: str) -> list[float]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return [r.celsius for r in await session.exec(select(Reading).where(Reading.city == city))]


@asynccontextmanager
async def scope():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
        await session.commit()


class Unit:
    async def __aenter__(self):
        self.session = AsyncSession(engine, expire_on_commit=False)
        return self

    async def __aexit__(self, *error):
        await self.session.close()

    async def first(self, city: str) -> Reading | None:
        return (await self.session.exec(select(Reading).where(Reading.city == city))).first()
