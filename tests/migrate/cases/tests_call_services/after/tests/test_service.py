from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from diary.models import Base
from diary.service import DiaryService, EntryExists

NEW_YEAR = date(2025, 1, 1)


class TestDiary:
    @pytest.fixture(autouse=True)
    async def setup_method(self):
        self.engine = create_async_engine("sqlite+aiosqlite://")
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        self.session = AsyncSession(self.engine, expire_on_commit=False)
        self.diary = DiaryService(self.session)

    @pytest.fixture(autouse=True)
    async def teardown_method(self, setup_method):
        yield
        await self.session.close()
        await self.engine.dispose()

    async def test_write_and_read(self):
        entry = await self.diary.write(NEW_YEAR, "새해 첫날")
        assert entry.id == 1
        assert await self.diary.read(NEW_YEAR) == "새해 첫날"

    async def test_one_a_day(self):
        await self.diary.write(NEW_YEAR, "하나")
        with pytest.raises(EntryExists):
            await self.diary.write(NEW_YEAR, "둘")
        assert await self.diary.count() == 1

    async def test_read_nothing(self):
        assert await self.diary.read(NEW_YEAR) is None
        assert not await self.diary.count()

    def test_summary(self):
        assert DiaryService.summary("첫 줄\n둘째 줄") == "첫 줄"


async def write_many(diary, *texts):
    return [await diary.write(date(2025, 2, n), text) for n, text in enumerate(texts, start=1)]


async def test_many():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        diary = DiaryService(session)
        entries = await write_many(diary, "눈", "비", "맑음")
        assert [entry.text for entry in entries] == ["눈", "비", "맑음"]
        assert max(await diary.count(), len(entries)) == 3
