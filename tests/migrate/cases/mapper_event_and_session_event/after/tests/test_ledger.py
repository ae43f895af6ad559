import pytest

from ledger.db import Base, commits, engine
from ledger.service import audits, erase, numbers, write, write_many


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_events(tables):
    await write("하나", "둘")
    assert await numbers() == [1, 2]
    await erase("하나")
    assert await audits() == ["deleted 하나"]


async def test_no_entry_twice():
    with pytest.raises(ValueError, match="중복"):
        await write("하나", "하나")
    assert await numbers() == []


async def test_events_of_one_factory():
    commits.clear()
    await write("하나")
    await write_many(["둘", "셋"])
    assert (len(commits), len(await numbers())) == (1, 3)
