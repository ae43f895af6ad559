import pytest

from bookstore.repository import AuthorRepository, BookRepository


@pytest.fixture
def authors(db):
    return AuthorRepository(db)


@pytest.fixture
def books(db):
    return BookRepository(db)


async def test_base(authors):
    assert await authors.count() == 2
    assert (await authors.get(1)).name == "한강"
    assert await authors.get(7) is None
    assert [a.id for a in await authors.list(skip=1)] == [2]


async def test_create_and_remove(books):
    book = await books.create(title="흰", price=1)
    assert await books.count() == 4
    assert await books.remove(book.id) is book
    assert await books.count() == 3


async def test_free_books_are_hidden(books):
    free = await books.create(title="공짜", price=0)
    assert await books.get(free.id) is None


async def test_of_author(authors, books):
    author = await authors.by_name("한강")
    assert [b.title for b in await books.of_author(author)] == ["채식주의자", "소년이 온다"]
    assert await books.discount(author, 50) == 2
