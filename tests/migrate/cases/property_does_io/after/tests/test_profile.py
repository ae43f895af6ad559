import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from profiles import Author, Profile, Story


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
async def profile(session):
    author = Author(name="박경리")
    session.add(author)
    await session.commit()
    return Profile(session, author)


async def test_new(profile):
    assert await profile.is_new
    assert await profile.describe() == "박경리 (박): 신인"


async def test_with_stories(session, profile):
    session.add(Story(author_id=profile.author.id, title="토지"))
    await session.commit()
    assert not await profile.is_new
    assert (await profile.describe()).endswith("1편")
