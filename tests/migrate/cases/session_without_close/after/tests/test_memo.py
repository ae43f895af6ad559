import pytest

import memo


@pytest.fixture(autouse=True)
async def tables():
    async with memo.engine.begin() as connection:
        await connection.run_sync(memo.Base.metadata.create_all)
    yield
    async with memo.engine.begin() as connection:
        await connection.run_sync(memo.Base.metadata.drop_all)


async def test_memo():
    assert await memo.write("우유 사기") == 1
    assert await memo.read(1) == "우유 사기"
    assert await memo.read(2) is None
    assert await memo.count() == 1
