import csv
from typing import AsyncIterator

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Reading(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sensor: str
    value: float


async def to_csv(session: AsyncSession, out) -> int:
    writer = csv.writer(out)
    writer.writerow(["센서", "값"])
    n = 0
    async for reading in await session.stream_scalars(select(Reading).order_by(Reading.id).execution_options(yield_per=2)):
        writer.writerow([reading.sensor, reading.value])
        n += 1
    return n


async def rows(session: AsyncSession) -> AsyncIterator[tuple[str, float]]:
    result = await session.stream(select(Reading.sensor, Reading.value).order_by(Reading.id), execution_options={"stream_results": True})
    async for row in result.yield_per(2):
        yield row.sensor, row.value


async def legacy_total(session: AsyncSession) -> float:
    total = 0.0
    async for reading in await session.stream_scalars(select(Reading).execution_options(yield_per=100)):
        total += reading.value
    return total


async def batches(session: AsyncSession):
    statement = select(Reading).order_by(Reading.id).execution_options(yield_per=2)
    return [[r.value for r in part] async for part in (await session.stream_scalars(statement)).partitions()]


async def sensors(session: AsyncSession) -> set[str]:
    # 다 읽어도 되는 크기
    return {sensor for sensor in await session.exec(select(Reading.sensor).distinct())}
