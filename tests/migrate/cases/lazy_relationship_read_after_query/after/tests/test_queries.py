import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from blog.database import Base
from blog.models import Author, Post
from blog.queries import author_of, author_page, titles_with_author


@pytest.fixture
async def factory(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/test.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(bind=engine, expire_on_commit=False)
    async with factory() as db:
        kim = Author(name="김소월", posts=[Post(title="진달래꽃"), Post(title="산유화")])
        yun = Author(name="윤동주", posts=[Post(title="서시")])
        db.add_all([kim, yun])
        await db.commit()
    yield factory
    await engine.dispose()


async def test_titles_with_author(factory):
    async with factory() as db:
        assert await titles_with_author(db) == ["진달래꽃 - 김소월", "산유화 - 김소월", "서시 - 윤동주"]


async def test_author_of(factory):
    async with factory() as db:
        assert await author_of(db, "서시") == "윤동주"
        assert await author_of(db, "없는 글") is None


async def test_author_page(factory):
    async with factory() as db:
        page = await author_page(db, "김소월")
    assert page == {"name": "김소월", "count": 2, "titles": ["산유화", "진달래꽃"]}
