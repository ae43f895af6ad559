import pytest

from bookstore import edit
from bookstore.models import Author, Book


def test_update(db):
    book = db.get(Book, 3)
    assert edit.raise_prices(db, 10) == 2
    db.refresh(book)
    assert book.price == 9900
    edit.rename(db, 3, "그 산이")
    db.refresh(book)
    assert book.title == "그 산이"
    assert edit.rename_all(db, "한강", "Han Kang")
    assert not edit.rename_all(db, "한강", "Han Kang")
    assert db.get(Author, 1).name == "Han Kang"


def test_delete(db):
    edit.delete_book(db, 1)
    with pytest.raises(LookupError, match="책이 없습니다"):
        edit.delete_book(db, 1)
    edit.delete_author(db, "박완서")
    assert edit.clear(db) == 1


def test_patch(db):
    assert edit.patch(db, 2, {"price": 1, "title": "흰"}).title == "흰"
    assert edit.patch(db, 20, {"price": 1}) is None
