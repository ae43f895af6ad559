import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models import Base
from repository import Library, label


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_create(session):
    library = Library(session)
    library.shelves.create({"name": "시"})
    book = library.books.create({"name": "진달래꽃", "shelf": "시", "tags": [{"name": "시집 "}], "notes": [{"name": "a"}]})
    assert book.shelf.name == "시"
    assert [tag.name for tag in book.tags] == ["시집"]
    assert [note.name for note in book.notes] == ["a"]


def test_create_many(session):
    assert Library(session).books.create_many([{"name": "one"}, {"name": "two"}]) == 2


def test_update(session):
    library = Library(session)
    library.shelves.create({"name": "시"})
    library.books.create({"name": "님"})
    assert library.books.update("님", {"name": "님의 침묵", "shelf": "시"}).shelf.name == "시"


def test_label(session):
    Library(session).shelves.create({"name": "소설"})
    assert label(session).shelf.name == "소설"


def test_a_session_is_needed(session):
    with pytest.raises(TypeError):
        Library(session).books.create({"title": "?"})
