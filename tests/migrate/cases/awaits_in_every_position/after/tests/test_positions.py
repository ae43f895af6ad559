import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from positions import Point, operators, statements, strings


@pytest.fixture
async def s():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as s:
        s.add(Point(x=10))
        await s.flush()
        s.add(Point(x=20))
        await s.flush()
        yield s
    await engine.dispose()


async def test_operators(s):
    assert await operators(s) == [-2, 4, 4, False, True, 10, [20], 1, -1, 2, "있음"]


async def test_strings(s):
    assert await strings(s) == "2개: [10, 20]   2 10+20"


async def test_statements(s, capsys):
    assert await statements(s) == ["walrus 2 3", "for 10", "for 20", "star 10 2", "match", "30"]
    assert capsys.readouterr().out == "10---20---30\n"
