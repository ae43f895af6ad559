import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from tree import Folder, factorial, is_even_level, is_odd_level, path, total_size, walk


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Folder(id=1, name="집"))
        await session.flush()
        session.add(Folder(id=2, parent_id=1, name="사진", size=3))
        session.add(Folder(id=3, parent_id=1, name="음악", size=4))
        await session.flush()
        session.add(Folder(id=4, parent_id=2, name="여름", size=5))
        await session.commit()
        yield session
    await engine.dispose()


async def test_tree(session):
    root = await session.get(Folder, 1)
    assert await total_size(session, root) == 12
    assert await path(session, await session.get(Folder, 4)) == "집/사진/여름"
    assert [item async for item in walk(session, root)] == ["집", "  사진", "    여름", "  음악"]
    assert await is_even_level(session, await session.get(Folder, 4))
    assert await is_odd_level(session, await session.get(Folder, 2))


def test_factorial():
    assert factorial(5) == 120
