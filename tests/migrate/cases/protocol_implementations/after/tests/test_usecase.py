from functools import partial

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from catalog.adapters import KoreanGreeter, SqlPlaceFinder, SqlVisitors
from catalog.ports import PlaceFinder, Visitors
from catalog.tables import Base, Place
from catalog.usecase import describe, enter


class FakeFinder:
    def __init__(self, known):
        self.known = known

    async def visits_of(self, name):
        return self.known.get(name)


class FakeVisitors:
    def __init__(self):
        self.names = []

    def __call__(self):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    async def add(self, name):
        self.names.append(name)
        return 1


async def test_with_the_database():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(engine, expire_on_commit=False)
    async with factory.begin() as session:
        session.add(Place(name="경복궁"))
    finder = SqlPlaceFinder(factory)
    await finder.visit("경복궁")
    assert isinstance(finder, PlaceFinder)
    assert await describe(finder, KoreanGreeter(), "경복궁") == "경복궁에 오신 것을 환영합니다 (1)"
    assert isinstance(SqlVisitors(factory), Visitors)
    assert await enter(partial(SqlVisitors, factory), "경복궁") == 2


async def test_with_a_fake():
    assert (await describe(FakeFinder({"x": 3}), KoreanGreeter(), "x")).endswith("(3)")
    assert await describe(FakeFinder({}), KoreanGreeter(), "x") == "unknown"
    visitors = FakeVisitors()
    assert await enter(visitors, "x", "y") == 2
    assert visitors.names == ["x", "y"]
