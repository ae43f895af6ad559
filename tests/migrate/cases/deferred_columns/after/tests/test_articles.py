import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from articles import (
    Article,
    Base,
    add_note,
    by_title,
    count_notes,
    drop_note,
    read_article,
    titles,
    word_counts,
)


@pytest.fixture
async def engine():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as db:
        db.add(Article(title="봄", summary="봄 이야기", body="봄이 왔다 꽃이 피었다"))
        db.add(Article(title="겨울", summary="겨울 이야기", body="눈이 온다"))
        await db.commit()
    yield engine
    await engine.dispose()


async def test_read_article(engine):
    async with AsyncSession(engine, expire_on_commit=False) as db:
        assert await read_article(db, 2) == {"title": "겨울", "body": "눈이 온다"}


async def test_word_counts(engine):
    async with AsyncSession(engine, expire_on_commit=False) as db:
        assert await word_counts(db) == {"봄": 4, "겨울": 2}


async def test_titles(engine):
    async with AsyncSession(engine, expire_on_commit=False) as db:
        assert await titles(db) == ["봄", "겨울"]


async def test_notes(engine):
    async with AsyncSession(engine, expire_on_commit=False) as db:
        assert await add_note(db, 1, "좋다") == (1, 1)
        assert await add_note(db, 2, "춥다") == (2, 1)
        assert await add_note(db, 1, "또") == (3, 2)
        assert (await drop_note(db, 3)).text == "또"
    async with AsyncSession(engine, expire_on_commit=False) as db:
        assert await count_notes(db) == [1, 1]
        assert (await by_title(db))[0] == {"id": 2, "text": "춥다", "memo": "", "article_id": 2}
