import pytest
from sqlalchemy.exc import NoResultFound

from bookstore import crud


async def test_reads(db):
    assert (await crud.get_book(db, 1)).title == "채식주의자"
    assert await crud.get_book(db, 9) is None
    assert (await crud.get_author(db, 2)).name == "박완서"
    assert await crud.get_author(db, 3) is None
    assert (await crud.get_book_by_title(db, "나목")).id == 3
    assert (await crud.the_only(db, "한강")).id == 1
    with pytest.raises(NoResultFound):
        await crud.the_only(db, "이상")


async def test_lists(db):
    assert [b.title for b in await crud.get_books(db, limit=2)] == ["나목", "채식주의자"]
    assert await crud.titles(db) == ["채식주의자", "소년이 온다", "나목"]
    assert await crud.titles_and_prices(db) == [("소년이 온다", 15000), ("채식주의자", 12000)]
    assert await crud.first_title(db) == "채식주의자"
    assert (await crud.prices(db))["나목"] == 9000
    assert [b.id for b in await crud.page(db, 1, 3)] == [2, 3]


async def test_create(db):
    assert (await crud.create_book(db, "흰", "한강")).id == 4
