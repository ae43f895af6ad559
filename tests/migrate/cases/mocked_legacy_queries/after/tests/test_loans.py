from unittest import IsolatedAsyncioTestCase
from unittest.mock import AsyncMock, MagicMock, create_autospec

import pytest
from sqlalchemy import StaticPool
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import loans
from loans import Book


@pytest.fixture
def db():
    return AsyncMock(spec=AsyncSession, scalars=AsyncMock(return_value=MagicMock()))


async def test_found(db):
    db.scalars.return_value.first.return_value = Book(id=1, title="토지")
    assert (await loans.find_book(db, "토지")).id == 1
    db.scalars.assert_called_once()
    assert db.scalars.call_args.args[0].column_descriptions[0]["entity"] is Book
    db.scalars.return_value.first.assert_called_once()


async def test_found_the_second_time():
    db = AsyncMock(spec=AsyncSession, scalars=AsyncMock(return_value=MagicMock()))
    db.scalars.return_value.first.side_effect = [None, Book(id=2, title="소나기")]
    assert await loans.find_book(db, "소나기") is None
    assert (await loans.find_book(db, "소나기")).id == 2


async def test_page(db):
    query = db.scalars.return_value
    db.scalar.return_value = 7
    query.all.return_value = [Book(id=3, title="무정")]
    total, books = await loans.page(db, 0, 1)
    assert total == 7
    assert [book.id for book in books] == [3]


async def test_titles():
    session = AsyncMock(spec=AsyncSession, execute=AsyncMock(return_value=MagicMock()))
    session.execute.return_value.all.return_value = [("동백꽃",), ("봄봄",)]
    assert await loans.titles(session) == ["동백꽃", "봄봄"]
    assert session.execute.call_count == 1


async def test_lend():
    db = AsyncMock(spec=AsyncSession)
    filtered = MagicMock()
    mock_query = MagicMock()
    db.scalars.return_value = mock_query
    mock_query.filter.return_value = filtered
    mock_query.first.return_value = Book(id=4, title="날개", copies=2)
    db.scalar.return_value = 1
    assert (await loans.lend(db, "날개")).book_id == 4
    db.add.assert_called_once()
    db.commit.assert_called_once()


async def test_nothing_to_lend():
    db = create_autospec(AsyncSession, instance=True)
    db.scalars.return_value = MagicMock()
    db.scalars.return_value.first.return_value = Book(id=4, title="날개", copies=1)
    db.scalar.return_value = 1
    with pytest.raises(loans.NoCopyLeft):
        await loans.lend(db, "날개")
    db.commit.assert_not_called()


class TestChanges(IsolatedAsyncioTestCase):
    def setUp(self):
        self.db = AsyncMock(spec=AsyncSession)

    async def test_give_back_all(self):
        self.db.execute.return_value.rowcount = 3
        self.assertEqual(await loans.give_back_all(self.db, 1), 3)
        self.db.commit.assert_called_once()

    async def test_by_id(self):
        self.db.get.return_value = Book(id=5, title="메밀꽃 필 무렵")
        self.assertEqual((await loans.by_id(self.db, 5)).id, 5)


async def test_nothing_is_scarce():
    db = AsyncMock(spec=AsyncSession, scalars=AsyncMock(return_value=MagicMock()))
    db.scalars.return_value.all.return_value = []
    assert await loans.Shelf(db).scarce(2) == []


async def test_the_server_is_gone():
    db = AsyncMock(spec=AsyncSession)
    db.scalars.side_effect = ConnectionError("서버 없음")
    with pytest.raises(ConnectionError):
        await loans.Shelf(db).scarce(2)


async def test_restock_for_real():
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(loans.Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Book(title="소나기"))
        await session.commit()
        shelf = loans.Shelf(session)
        assert await shelf.restock("소나기") == 2
        assert await shelf.scarce(2) == []
    await engine.dispose()
