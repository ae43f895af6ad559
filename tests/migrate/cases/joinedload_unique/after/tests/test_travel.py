import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from travel import Base, City, CityRepository, Spot


@pytest.fixture
async def repository():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as db:
        db.add(City(name="서울", spots=[Spot(name="경복궁"), Spot(name="남산"), Spot(name="창덕궁")]))
        db.add(City(name="부산", spots=[Spot(name="해운대"), Spot(name="태종대")]))
        await db.commit()
    async with AsyncSession(engine, expire_on_commit=False) as db:
        yield CityRepository(db)


async def test_each_city_comes_once(repository):
    cities = await repository.all_with_spots()
    assert [(c.name, len(c.spots)) for c in cities] == [("서울", 3), ("부산", 2)]


async def test_first_has_all_of_its_spots(repository):
    assert [s.name for s in (await repository.first_with_spots()).spots] == ["경복궁", "남산", "창덕궁"]


async def test_by_name(repository):
    assert len((await repository.by_name("부산")).spots) == 2
    assert await repository.by_name("대구") is None


async def test_contains_eager(repository):
    [seoul] = await repository.with_spot_like("궁")
    assert [s.name for s in seoul.spots] == ["경복궁", "창덕궁"]


async def test_many_to_one(repository):
    assert [s.city.name for s in await repository.spots()][-1] == "부산"
