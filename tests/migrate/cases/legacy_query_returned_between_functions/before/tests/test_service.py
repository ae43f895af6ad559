import pytest

from bookstore.queries import BookFilter
from bookstore.service import exists, find, list_books


def test_list_books(db):
    assert list_books(db, 1) == {"total": 3, "pages": 2, "items": ["채식주의자", "소년이 온다"]}
    assert list_books(db, 2)["items"] == ["나목"]
    assert list_books(db, 1, author="박완서")["items"] == ["나목"]
    assert list_books(db, 1, book_filter=BookFilter(min_price=15000))["total"] == 1


def test_find(db):
    assert find(db, "나목").price == 9000
    assert exists(db, "나목")
    assert not exists(db, "없음")
    with pytest.raises(LookupError):
        find(db, "없음")
