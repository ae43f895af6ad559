import pytest

from bookstore.repository import AuthorRepository, BookRepository


@pytest.fixture
def authors(db):
    return AuthorRepository(db)


@pytest.fixture
def books(db):
    return BookRepository(db)


def test_base(authors):
    assert authors.count() == 2
    assert authors.get(1).name == "한강"
    assert authors.get(7) is None
    assert [a.id for a in authors.list(skip=1)] == [2]


def test_create_and_remove(books):
    book = books.create(title="흰", price=1)
    assert books.count() == 4
    assert books.remove(book.id) is book
    assert books.count() == 3


def test_free_books_are_hidden(books):
    free = books.create(title="공짜", price=0)
    assert books.get(free.id) is None


def test_of_author(authors, books):
    author = authors.by_name("한강")
    assert [b.title for b in books.of_author(author)] == ["채식주의자", "소년이 온다"]
    assert books.discount(author, 50) == 2
