from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Counter(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: int = 0


async def increment(session: AsyncSession, name: str) -> int:
    counter = await session.get(Counter, name, with_for_update=True) or Counter(name=name)
    counter.value += 1
    session.add(counter)
    await session.commit()
    return counter.value
