import pytest

from importer import Base, engine, import_both, progress


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_both():
    assert await import_both(["가", "나"], ["다"]) == 3
    assert progress == ["both"]
