from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from infrastructure import engine

maker = async_sessionmaker(engine, expire_on_commit=False)


async def get_db():
    async with maker() as session:
        yield session


ShortDb = Annotated[AsyncSession, Depends(get_db, scope="function")]
LongDb = Annotated[AsyncSession, Depends(get_db)]


async def work(db: ShortDb):
    yield db
    await db.flush()


async def numbered(number: int, *, db: AsyncSession = Depends(get_db, scope="function")):
    try:
        yield number
    finally:
        print(number)


def plain(db: ShortDb):
    return db


class Repository:
    def __init__(self, db: ShortDb):
        self.db = db

    async def save(self):
        await self.db.flush()


class Work:
    def __init__(self, repository: Repository = Depends()):
        self.repository = repository


async def long(db: LongDb):
    yield db
