import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.importer import Importer
from app.models import Base, Station


@pytest.fixture
async def importer(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/stations.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield Importer(async_sessionmaker(engine, expire_on_commit=False))
    await engine.dispose()


async def test_load(importer):
    await importer.load([{"name": "서울역", "line": 1}, {"name": "시청", "line": 1}, {"name": "종각", "line": 1}])
    assert await importer.names(1) == ["서울역", "시청", "종각"]


async def test_save(importer):
    assert await importer.save([Station(name="강남", line=2), Station(name="역삼", line=2)]) == [1, 2]
    assert await importer.names(2) == ["강남", "역삼"]


async def test_save_fails(importer):
    with pytest.raises(IntegrityError):
        await importer.save([Station(name=None, line=2)])
    assert await importer.names(2) == []
