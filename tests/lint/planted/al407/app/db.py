from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


async def reader():
    async with Session() as session:
        yield session


async def unit():
    async with Session.begin() as session:
        yield session


async def committing():
    async with Session() as db:
        try:
            yield db
            await db.commit()
        except Exception:
            await db.rollback()
            raise


@asynccontextmanager
async def scope():
    async with Session() as session, session.begin():
        yield session
