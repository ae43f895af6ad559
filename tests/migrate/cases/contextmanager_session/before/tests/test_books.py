import pytest
from sqlalchemy.exc import IntegrityError

from library.books import Base, Book, add_books, all_isbns
from library.session import engine, session_scope


@pytest.fixture(autouse=True)
def _schema():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def test_all_or_nothing():
    add_books("1")
    with pytest.raises(IntegrityError):
        add_books("2", "1")
    assert all_isbns() == ["1"]


def test_scope_commits():
    with session_scope() as session:
        session.add(Book(isbn="9"))
    log = []
    assert all_isbns(log) == ["9"]
    assert log == ["start", "stop"]
