import itertools
from collections.abc import AsyncIterator

from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


async def exists(session: AsyncSession, name: str) -> bool:
    return await session.scalar(select(func.count(Tag.id)).where(Tag.name == name)) > 0


async def uses(session: AsyncSession, name: str) -> int:
    return await session.scalar(select(func.count(Tag.id)).where(Tag.name == name))


async def any_known(session, names):
    return await anext((True for name in names if await exists(session, name)), False)


async def all_known(session, names):
    if not await anext((False for name in names if not await exists(session, name)), True):
        return False
    return True


async def none_known(session, names):
    return not any([await exists(session, name) for name in names])


async def ranking(session, names):
    return sorted([await uses(session, name) for name in names], reverse=True)


async def counts(session, names):
    return [await uses(session, name) for name in names]


async def known(session, names):
    return [name for name in names if await exists(session, name)]


async def shouted(session, names):
    # map은 순수 함수에도 쓴다
    return list(map(str.upper, [n for n in names if await exists(session, n)]))


async def biggest(session, names):
    return max([await uses(session, name) for name in names]), dict(zip(names, [await uses(session, n) for n in names]))


async def add(session, name):
    session.add(Tag(name=name))
    await session.flush()
    return await uses(session, name) == 1


async def add_until(session, names, *, known):
    """이미 있는(없는) 이름을 만날 때까지만 넣는다."""
    if known:
        return not await anext((
            False  # 하나씩
            for name in names
            if not await add(session, name)), True
        )
    return await anext((True for name in names if not await add(session, name) or name == "last"), False)


async def add_mapped(session, names):
    return await anext((False for name in names if not await add(session, name)), True), await anext((True for name in names if await add(session, name) if name), False)


async def none_taken(session, names):
    return await anext((False for name in names if await exists(session, name)), True)


def candidates(name):
    yield name
    for number in itertools.count(2):
        yield f"{name}-{number}"


async def free_name(session, name):
    return (await anext(found for found in candidates(name) if not await exists(session, found))).upper()


async def free_filtered(session, name):
    return await anext((found for found in candidates(name) if not await exists(session, found)), None)


async def first_use(session, names):
    try:
        return await anext(count async for count in (await uses(session, name) for name in names) if count)
    except StopAsyncIteration:
        return 0


async def until_known(session, names):
    seen = []
    async for found in (await exists(session, name) for name in names):
        seen.append(found)
        if found:
            break
    return seen


async def adding(session, names) -> AsyncIterator[bool]:
    """누가 물을 때까지 아무 일도 없다."""
    return (await add(session, name) for name in names)


async def add_some(session, names):
    added = (name for name in names if await add(session, name))
    async for name in added:
        if name == "stop":
            break
    return [item async for item in added]


async def first_known(session, names):
    return first_of([await exists(session, name) for name in names])  # noqa: AL306


def first_of(values):
    for number, value in enumerate(values):
        if value:
            return number
    return None


async def totals(session, names):
    found = {"uses": [await uses(session, name) for name in names]}
    return sum(found["uses"])
