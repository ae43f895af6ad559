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
    return any([await exists(session, name) for name in names])


async def all_known(session, names):
    if not all([await exists(session, name) for name in names]):
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
