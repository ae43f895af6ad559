import pytest
from sqlalchemy.exc import IntegrityError

from library.books import Base, Book, add_books, all_isbns
from library.session import engine, session_scope


@pytest.fixture(autouse=True)
async def _schema():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_all_or_nothing():
    await add_books("1")
    with pytest.raises(IntegrityError):
        await add_books("2", "1")
    assert await all_isbns() == ["1"]


async def test_scope_commits():
    async with session_scope() as session:
        session.add(Book(isbn="9"))
    log = []
    assert await all_isbns(log) == ["9"]
    assert log == ["start", "stop"]
