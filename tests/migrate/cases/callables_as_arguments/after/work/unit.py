from typing import Awaitable, Callable, TypeVar

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

T = TypeVar("T")
engine = create_async_engine("sqlite+aiosqlite://")


class Counter(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: int = 0


async def in_transaction(action: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """함수를 받아 트랜잭션 안에서 부른다."""
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        return await action(session)


def twice(compute: Callable[[int], int], value: int) -> int:
    return compute(compute(value))


async def total(session: AsyncSession) -> int:
    return sum(await session.exec(select(Counter.value)))


class Increase:
    def __init__(self, name: str, by: int):
        self.name = name
        self.by = by

    async def __call__(self, session: AsyncSession) -> int:
        counter = await session.get(Counter, self.name) or Counter(name=self.name)
        counter.value += self.by
        session.add(counter)
        return counter.value
