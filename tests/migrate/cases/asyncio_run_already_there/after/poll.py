import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///poll.db")


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sensor: str
    value: float


async def measure(sensor: str) -> float:
    await asyncio.sleep(0)
    return float(len(sensor))


async def store(sensor: str, value: float) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Reading(sensor=sensor, value=value))
        await session.commit()


async def poll(sensors: list[str]) -> list[float]:
    values = await asyncio.gather(*(measure(sensor) for sensor in sensors))
    for sensor, value in zip(sensors, values):
        await store(sensor, value)
    return values


async def stored() -> list[str]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return list(await session.exec(select(Reading.sensor).order_by(Reading.id)))


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)
        await connection.run_sync(SQLModel.metadata.create_all)
    await poll(["온도", "습도계"])
    print(",".join(await stored()))


if __name__ == "__main__":
    asyncio.run(main())
