import pytest
from sqlalchemy import func, select

from diary import report, service
from diary.database import Base, db_session, engine
from diary.models import Author, Entry


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    yield
    await db_session.remove()


async def test_diary():
    kim = await Author(name="Kim").save()
    for text in ("rain", "snow", "sun"):
        await Entry(text=text, author_id=kim.id).save()
    assert (await Author.find(name="Kim")).id == kim.id
    assert await Author.find(name="Lee") is None
    assert [entry.text for entry in await service.of("Kim")] == ["rain", "snow", "sun"]
    assert await service.search() == (["rain", "snow"], 3)
    assert await service.search("s") == (["snow", "sun"], 2)
    assert (await service.one(Entry, 3)).text == "sun"
    assert await service.star(2) == 1
    assert await report.counts() == {"authors": 1, "starred": 1}
    await service.forget("Kim")
    assert (await db_session.scalars(select(Entry).limit(1))).first() is None
    assert await report.counts() == {"authors": 0, "starred": 0}


async def test_a_query_of_its_own_class():
    storm = await Entry(text="storm", author_id=(await Author(name="Ada").save()).id).save()
    assert await report.text_of(storm.id) == "storm"
    await service.copy(await service.of("Ada"))
    assert await db_session.scalar(select(func.count()).select_from(Entry).filter_by(text="storm")) == 2
    with pytest.raises(LookupError, match="no entry"):
        await report.text_of(99)
