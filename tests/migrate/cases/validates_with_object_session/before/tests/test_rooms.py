import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from rooms import Base, Room, book


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Room(id=1, seats=4))
        yield session
    engine.dispose()


def test_book(session):
    assert book(session, 1, 3).people == 3
    with pytest.raises(ValueError, match="한 명"):
        book(session, 1, 0)
