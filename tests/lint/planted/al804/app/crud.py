from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession


async def save(session: AsyncSession, name):
    session.add(name)
    await session.commit()


async def load(session: ModelSession, number):
    return (await session.exec(number)).first()


async def count(db):
    return await db.scalar("SELECT COUNT(*) FROM spot")


async def fetch(number):
    return number


def name(spot):
    return spot.name


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_name(self, name):
        return await self._session.scalar(name)

    async def all(self):
        return (await self._session.scalars("SELECT 1")).all()


async def save_twice(session: AsyncSession, name):
    await save(session, name)
    await save(session, name)
