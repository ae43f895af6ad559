import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from models import Base
from repository import Library, label


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_create(session):
    library = Library(session)
    await library.shelves.create({"name": "시"})
    book = await library.books.create({"name": "진달래꽃", "shelf": "시", "tags": [{"name": "시집 "}], "notes": [{"name": "a"}]})
    assert book.shelf.name == "시"
    assert [tag.name for tag in book.tags] == ["시집"]
    assert [note.name for note in book.notes] == ["a"]


async def test_create_many(session):
    assert await Library(session).books.create_many([{"name": "one"}, {"name": "two"}]) == 2


async def test_update(session):
    library = Library(session)
    await library.shelves.create({"name": "시"})
    await library.books.create({"name": "님"})
    assert (await library.books.update("님", {"name": "님의 침묵", "shelf": "시"})).shelf.name == "시"


async def test_label(session):
    await Library(session).shelves.create({"name": "소설"})
    assert (await label(session)).shelf.name == "소설"


async def test_a_session_is_needed(session):
    with pytest.raises(TypeError):
        await Library(session).books.create({"title": "?"})
