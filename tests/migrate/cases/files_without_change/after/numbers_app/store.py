from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Number(SQLModel, table=True):
    value: int = Field(primary_key=True)


async def keep(session: AsyncSession, values: list[int]) -> None:
    for value in values:
        await session.merge(Number(value=value))
    await session.commit()


async def kept(session: AsyncSession) -> list[int]:
    return sorted(number.value for number in await session.exec(select(Number)))
