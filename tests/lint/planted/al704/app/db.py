from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from infrastructure import engine

maker = async_sessionmaker(engine, expire_on_commit=False)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with maker() as session:
        yield session


class Repository:
    def __init__(self, session):
        self._session = session

    async def find(self, number):
        return await self._session.get(Repository, number)


class Service:
    def __init__(self, repository, limit=3):
        self.repository = repository
        self.limit = limit
