import pytest

from bookstore import edit
from bookstore.models import Author, Book


async def test_update(db):
    book = await db.get(Book, 3)
    assert await edit.raise_prices(db, 10) == 2
    await db.refresh(book)
    assert book.price == 9900
    await edit.rename(db, 3, "그 산이")
    await db.refresh(book)
    assert book.title == "그 산이"
    assert await edit.rename_all(db, "한강", "Han Kang")
    assert not await edit.rename_all(db, "한강", "Han Kang")
    assert (await db.get(Author, 1)).name == "Han Kang"


async def test_delete(db):
    await edit.delete_book(db, 1)
    with pytest.raises(LookupError, match="책이 없습니다"):
        await edit.delete_book(db, 1)
    await edit.delete_author(db, "박완서")
    assert await edit.clear(db) == 1


async def test_patch(db):
    assert (await edit.patch(db, 2, {"price": 1, "title": "흰"})).title == "흰"
    assert await edit.patch(db, 20, {"price": 1}) is None
