import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from zoo import files
from zoo.animals import Animal, Base
from zoo.report import both, repositories


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Animal(name="곰"))
        session.flush()
        yield session
    engine.dispose()


def test_both(session):
    assert both(session, {"name": "범"}) == ["곰", "범", "범", "곰", "범"]
    assert repositories(session, {"name": "범"}) == ["곰", "범"]


def test_files():
    assert files.load({"name": "범"}) == "범"
