from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from catalog.tables import Place


class SqlPlaceFinder:
    """PlaceFinder를 상속하지 않고 모양으로만 따른다."""

    def __init__(self, factory: async_sessionmaker[AsyncSession]):
        self.factory = factory

    async def visits_of(self, name: str) -> int | None:
        async with self.factory() as session:
            return await session.scalar(select(Place.visits).where(Place.name == name))

    async def visit(self, name: str) -> None:
        async with self.factory.begin() as session:
            await session.execute(update(Place).where(Place.name == name).values(visits=Place.visits + 1))


class KoreanGreeter:
    def greet(self, name: str) -> str:
        return f"{name}에 오신 것을 환영합니다"


class SqlVisitors:
    def __init__(self, factory: async_sessionmaker[AsyncSession]):
        self.factory = factory

    async def __aenter__(self):
        self.session = self.factory()
        return self

    async def __aexit__(self, *error):
        await self.session.close()

    async def add(self, name):
        await self.session.execute(update(Place).where(Place.name == name).values(visits=Place.visits + 1))
        await self.session.commit()
        return await self.session.scalar(select(Place.visits).where(Place.name == name))
