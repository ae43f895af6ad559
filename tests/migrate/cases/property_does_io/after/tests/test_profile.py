import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from profiles import Author, Profile, Story, badge_year


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


async def test_group(session, profile):
    assert await profile.group_name() == ""
    session.add(Author(name="동인"))
    await session.commit()
    assert await profile.group_name() == "동인"


def test_what_has_the_name_of_a_property():
    assert badge_year("since 1969") == "1969"
