import pytest

import posts
from db import Base, engine


@pytest.fixture(autouse=True)
async def schema():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await engine.dispose()


async def test_add_and_list():
    first = await posts.add_post("첫 글")
    await posts.add_post("둘째 글")
    assert first == 1
    assert await posts.titles() == ["첫 글", "둘째 글"]


async def test_rename():
    await posts.rename(await posts.add_post("오타"), "제목")
    assert await posts.titles() == ["제목"]
