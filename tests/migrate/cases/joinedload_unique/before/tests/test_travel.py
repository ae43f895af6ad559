import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from travel import Base, City, CityRepository, Spot


@pytest.fixture
def repository():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        db.add(City(name="서울", spots=[Spot(name="경복궁"), Spot(name="남산"), Spot(name="창덕궁")]))
        db.add(City(name="부산", spots=[Spot(name="해운대"), Spot(name="태종대")]))
        db.commit()
    with Session(engine) as db:
        yield CityRepository(db)


def test_each_city_comes_once(repository):
    cities = repository.all_with_spots()
    assert [(c.name, len(c.spots)) for c in cities] == [("서울", 3), ("부산", 2)]


def test_first_has_all_of_its_spots(repository):
    assert [s.name for s in repository.first_with_spots().spots] == ["경복궁", "남산", "창덕궁"]


def test_by_name(repository):
    assert len(repository.by_name("부산").spots) == 2
    assert repository.by_name("대구") is None


def test_contains_eager(repository):
    [seoul] = repository.with_spot_like("궁")
    assert [s.name for s in seoul.spots] == ["경복궁", "창덕궁"]


def test_many_to_one(repository):
    assert [s.city.name for s in repository.spots()][-1] == "부산"
