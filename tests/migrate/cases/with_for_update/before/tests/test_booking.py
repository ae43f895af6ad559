import pytest
from sqlmodel import Session, SQLModel, create_engine

from seats.booking import Taken, book, next_free, release, swap
from seats.models import Seat


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Seat(number="A1"), Seat(number="A2")])
        session.commit()
        yield session
    engine.dispose()


def test_book(session):
    assert next_free(session) == "A1"
    assert book(session, "A1", "수민").holder == "수민"
    assert next_free(session) == "A2"
    with pytest.raises(Taken):
        book(session, "A1", "지호")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_release_and_swap(session):
    book(session, "A1", "수민")
    swap(session, "A1", "A2")
    assert session.get(Seat, "A2").holder == "수민"
    release(session, "A2")
    assert next_free(session) == "A1"
