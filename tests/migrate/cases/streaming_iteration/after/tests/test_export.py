import io

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import export


@pytest.fixture
async def session(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/readings.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all(export.Reading(sensor="온도" if i % 2 else "습도", value=i) for i in range(5))
        await session.commit()
        yield session
    await engine.dispose()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_export(session):
    out = io.StringIO()
    assert await export.to_csv(session, out) == 5
    assert out.getvalue().splitlines()[:2] == ["센서,값", "습도,0.0"]
    assert await export.legacy_total(session) == 10


async def test_rows(session):
    assert [item async for item in export.rows(session)][-1] == ("습도", 4.0)
    assert await export.batches(session) == [[0, 1], [2, 3], [4]]
    assert await export.sensors(session) == {"온도", "습도"}
