import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import tags


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(tags.Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([tags.Tag(name=n) for n in ("sea", "sea", "hill")])
        await session.flush()
        yield session
    await engine.dispose()


async def test_any_and_all(session):
    assert await tags.any_known(session, ["x", "sea"])
    assert not await tags.any_known(session, ["x", "y"])
    assert await tags.all_known(session, ["sea", "hill"])
    assert not await tags.all_known(session, ["sea", "x"])
    assert await tags.none_known(session, ["x"])


async def test_sorted_map_and_filter(session):
    assert await tags.ranking(session, ["hill", "x", "sea"]) == [2, 1, 0]
    assert await tags.counts(session, ["hill", "sea"]) == [1, 2]
    assert await tags.known(session, ["x", "sea"]) == ["sea"]
    assert await tags.shouted(session, ["x", "sea"]) == ["SEA"]
    assert await tags.biggest(session, ["hill", "sea"]) == (2, {"hill": 1, "sea": 2})


async def test_no_more_than_needed(session):
    assert await tags.add_until(session, ["a", "sea", "b"], known=True)
    assert await tags.add_until(session, ["c", "last", "b"], known=False)
    assert await tags.add_mapped(session, ["d", "d", "e"]) == (False, True)
    assert await tags.none_taken(session, ["x", "y"])
    assert not await tags.none_taken(session, ["x", "a"])
    assert [await tags.uses(session, name) for name in "abcde"] == [1, 0, 1, 4, 1]


async def test_the_first(session):
    assert await tags.free_name(session, "sea") == "SEA-2"
    assert await tags.free_filtered(session, "hill") == "hill-2"
    assert await tags.first_use(session, ["x", "sea", "hill"]) == 2
    assert await tags.first_use(session, ["x"]) == 0
    assert await tags.until_known(session, ["x", "hill", "y"]) == [False, True]


async def test_nothing_until_asked(session):
    adding = await tags.adding(session, ["a", "b"])
    assert await tags.uses(session, "a") == 0
    assert await anext(adding) is True
    assert [await tags.uses(session, name) for name in "ab"] == [1, 0]
    with pytest.raises(StopAsyncIteration):
        await anext(await tags.adding(session, []))
    assert await tags.add_some(session, ["c", "stop", "d", "a"]) == ["d"]
    assert await tags.totals(session, ["sea", "a"]) == 4
