from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


async def get_session():
    async with Session() as session:
        yield session


async def store(db, message):
    await db.execute(text("SELECT 1"))


class Rooms:
    def __init__(self, db: AsyncSession):
        self.db = db

    async def say(self, message):
        await store(self.db, message)


async def get_rooms():
    async with Session() as session:
        yield Rooms(session)
