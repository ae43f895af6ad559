import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from seats.booking import Taken, book, next_free, release, swap
from seats.models import Seat


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Seat(number="A1"), Seat(number="A2")])
        await session.commit()
        yield session
    await engine.dispose()


async def test_book(session):
    assert await next_free(session) == "A1"
    assert (await book(session, "A1", "수민")).holder == "수민"
    assert await next_free(session) == "A2"
    with pytest.raises(Taken):
        await book(session, "A1", "지호")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_release_and_swap(session):
    await book(session, "A1", "수민")
    await swap(session, "A1", "A2")
    assert (await session.get(Seat, "A2")).holder == "수민"
    await release(session, "A2")
    assert await next_free(session) == "A1"
