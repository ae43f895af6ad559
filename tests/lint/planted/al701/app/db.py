from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


async def plain():
    async with Session() as session:
        yield session


async def committed():
    async with Session() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


async def begun():
    async with Session.begin() as session:
        yield session


async def nested():
    async with Session() as session, session.begin():
        yield session


@asynccontextmanager
async def unit():
    async with Session() as session:
        yield session
        await session.commit()


async def by_unit():
    async with unit() as session:
        yield session


async def of_state(request) -> AsyncIterator[AsyncSession]:
    session = request.state.session
    try:
        yield session
    except BaseException:
        await session.rollback()
        raise
    else:
        await session.commit()


async def of_queue(request) -> AsyncIterator[object]:
    queue = request.state.queue
    yield queue
    queue.commit()


class Work:
    def __init__(self, session: AsyncSession):
        self.session = session


class Job:
    def __init__(self):
        self.session = Session()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.session.close()

    async def done(self):
        await self.session.commit()

    async def count(self):
        return await self.session.scalar("SELECT 1")


async def job():
    async with Job() as job:
        yield job
        await job.done()


async def counted():
    async with Job() as job:
        yield job
        await job.count()
