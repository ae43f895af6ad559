import pytest
from sqlalchemy.exc import NoResultFound

from bookstore import crud


def test_reads(db):
    assert crud.get_book(db, 1).title == "채식주의자"
    assert crud.get_book(db, 9) is None
    assert crud.get_author(db, 2).name == "박완서"
    assert crud.get_author(db, 3) is None
    assert crud.get_book_by_title(db, "나목").id == 3
    assert crud.the_only(db, "한강").id == 1
    with pytest.raises(NoResultFound):
        crud.the_only(db, "이상")


def test_lists(db):
    assert [b.title for b in crud.get_books(db, limit=2)] == ["나목", "채식주의자"]
    assert crud.titles(db) == ["채식주의자", "소년이 온다", "나목"]
    assert crud.titles_and_prices(db) == [("소년이 온다", 15000), ("채식주의자", 12000)]
    assert crud.first_title(db) == "채식주의자"
    assert crud.prices(db)["나목"] == 9000
    assert [b.id for b in crud.page(db, 1, 3)] == [2, 3]


def test_create(db):
    assert crud.create_book(db, "흰", "한강").id == 4
