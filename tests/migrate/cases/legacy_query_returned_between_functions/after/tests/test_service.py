import pytest

from bookstore.queries import BookFilter
from bookstore.service import exists, find, list_books


async def test_list_books(db):
    assert await list_books(db, 1) == {"total": 3, "pages": 2, "items": ["채식주의자", "소년이 온다"]}
    assert (await list_books(db, 2))["items"] == ["나목"]
    assert (await list_books(db, 1, author="박완서"))["items"] == ["나목"]
    assert (await list_books(db, 1, book_filter=BookFilter(min_price=15000)))["total"] == 1


async def test_find(db):
    assert (await find(db, "나목")).price == 9000
    assert await exists(db, "나목")
    assert not await exists(db, "없음")
    with pytest.raises(LookupError):
        await find(db, "없음")
