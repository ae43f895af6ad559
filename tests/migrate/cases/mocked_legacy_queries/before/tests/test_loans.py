from unittest import TestCase
from unittest.mock import MagicMock, Mock, create_autospec

import pytest
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import Session

import loans
from loans import Book


@pytest.fixture
def db():
    return MagicMock(spec=Session)


def test_found(db):
    db.query.return_value.filter.return_value.first.return_value = Book(id=1, title="토지")
    assert loans.find_book(db, "토지").id == 1
    db.query.assert_called_once_with(Book)
    db.query.return_value.filter.return_value.first.assert_called_once()


def test_found_the_second_time():
    db = MagicMock()
    db.query().filter().first.side_effect = [None, Book(id=2, title="소나기")]
    assert loans.find_book(db, "소나기") is None
    assert loans.find_book(db, "소나기").id == 2


def test_page(db):
    query = db.query.return_value.order_by.return_value
    query.count.return_value = 7
    query.offset.return_value.limit.return_value.all.return_value = [Book(id=3, title="무정")]
    total, books = loans.page(db, 0, 1)
    assert total == 7
    assert [book.id for book in books] == [3]


def test_titles():
    session = Mock()
    session.query.return_value.order_by.return_value.all.return_value = [("동백꽃",), ("봄봄",)]
    assert loans.titles(session) == ["동백꽃", "봄봄"]
    assert session.query.call_count == 1


def test_lend():
    db = MagicMock()
    filtered = MagicMock()
    mock_query = MagicMock()
    db.query.return_value = mock_query
    mock_query.filter.return_value = filtered
    filtered.first.return_value = Book(id=4, title="날개", copies=2)
    filtered.count.return_value = 1
    assert loans.lend(db, "날개").book_id == 4
    db.add.assert_called_once()
    db.commit.assert_called_once()


def test_nothing_to_lend():
    db = create_autospec(Session, instance=True)
    db.query.return_value.filter.return_value.first.return_value = Book(id=4, title="날개", copies=1)
    db.query.return_value.filter.return_value.count.return_value = 1
    with pytest.raises(loans.NoCopyLeft):
        loans.lend(db, "날개")
    db.commit.assert_not_called()


class TestChanges(TestCase):
    def setUp(self):
        self.db = MagicMock()

    def test_give_back_all(self):
        self.db.query.return_value.filter.return_value.update.return_value = 3
        self.assertEqual(loans.give_back_all(self.db, 1), 3)
        self.db.commit.assert_called_once()

    def test_by_id(self):
        self.db.query.return_value.get.return_value = Book(id=5, title="메밀꽃 필 무렵")
        self.assertEqual(loans.by_id(self.db, 5).id, 5)


def test_nothing_is_scarce():
    db = MagicMock()
    db.query.return_value.filter.return_value.order_by.return_value.all.return_value = []
    assert loans.Shelf(db).scarce(2) == []


def test_the_server_is_gone():
    db = MagicMock()
    db.query.side_effect = ConnectionError("서버 없음")
    with pytest.raises(ConnectionError):
        loans.Shelf(db).scarce(2)


def test_restock_for_real():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    loans.Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(title="소나기"))
        session.commit()
        shelf = loans.Shelf(session)
        assert shelf.restock("소나기") == 2
        assert shelf.scarce(2) == []
    engine.dispose()
