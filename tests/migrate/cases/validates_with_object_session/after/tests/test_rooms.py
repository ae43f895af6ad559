import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from rooms import Base, Room, book


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Room(id=1, seats=4))
        yield session
    await engine.dispose()


async def test_book(session):
    assert (await book(session, 1, 3)).people == 3
    with pytest.raises(ValueError, match="한 명"):
        await book(session, 1, 0)
