import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from export.exporters import RowExporter
from export.models import Row
from export.pages import any_large, backwards, batches, export, first, has, head, known, pages, rows, summary, texts


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
async def five(session):
    session.add_all([Row(text=t) for t in "가나다라마"])
    await session.commit()


async def test_pages(session, five):
    assert [len(page) async for page in pages(session, 2)] == [2, 2, 1]
    generator = pages(session, 4)
    assert len(await anext(generator)) == 4
    assert len(await anext(generator)) == 1
    with pytest.raises(StopAsyncIteration):
        await anext(generator)


async def test_rows(session, five):
    assert len([item async for item in rows(session)]) == 5
    assert [row.text async for row in backwards(session)][0] == "마"
    assert (await first(session)).text == "가"


async def test_export(session, five):
    assert (await export(session)).splitlines()[:2] == ["id,text", "1,가"]
    assert await summary(session) == "전체: 1, 2, 3, 4, 5"


async def test_unpacked(session, five):
    one, rest, parts = await head(session)
    assert (one.text, [row.id for row in rest], len(parts)) == ("가", [2, 3, 4, 5, 5, 4, 3, 2, 1], 7)
    assert (await texts(session, "끝"))[-2:] == ["5,마", "끝"]
    assert await has(session, "1,가")
    assert not await has(session, "id,text")


async def test_searched(session, five):
    assert await known(session, "다") == (True, True, True, "id,text")
    assert (await known(session, "없음"))[0] is False
    assert not await any_large(session)


async def test_nothing(session):
    assert await first(session) is None


async def test_batches(session, five):
    assert await batches(session) == [3, 2]


async def test_an_abstract_generator(session, five):
    assert await RowExporter(session).export() == ["가", "나", "다", "라", "마", "가A"]
