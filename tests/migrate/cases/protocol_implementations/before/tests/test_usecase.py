from functools import partial

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from catalog.adapters import KoreanGreeter, SqlPlaceFinder, SqlVisitors
from catalog.ports import PlaceFinder, Visitors
from catalog.tables import Base, Place
from catalog.usecase import describe, enter


class FakeFinder:
    def __init__(self, known):
        self.known = known

    def visits_of(self, name):
        return self.known.get(name)


class FakeVisitors:
    def __init__(self):
        self.names = []

    def __call__(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def add(self, name):
        self.names.append(name)
        return 1


def test_with_the_database():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    with factory.begin() as session:
        session.add(Place(name="경복궁"))
    finder = SqlPlaceFinder(factory)
    finder.visit("경복궁")
    assert isinstance(finder, PlaceFinder)
    assert describe(finder, KoreanGreeter(), "경복궁") == "경복궁에 오신 것을 환영합니다 (1)"
    assert isinstance(SqlVisitors(factory), Visitors)
    assert enter(partial(SqlVisitors, factory), "경복궁") == 2


def test_with_a_fake():
    assert describe(FakeFinder({"x": 3}), KoreanGreeter(), "x").endswith("(3)")
    assert describe(FakeFinder({}), KoreanGreeter(), "x") == "unknown"
    visitors = FakeVisitors()
    assert enter(visitors, "x", "y") == 2
    assert visitors.names == ["x", "y"]
