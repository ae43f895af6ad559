from bookstore import odd
from bookstore.models import Book


async def test_unions(db):
    assert await odd.cheap_or_expensive(db) == ["나목", "소년이 온다"]
    assert await odd.chained_union(db) == 2


async def test_others(db):
    assert await odd.last_names(db) == ["박완서", "한강"]
    assert odd.sql(db).startswith("SELECT books.id")


async def test_bulk(db):
    assert await odd.import_books(db, [{"title": "가"}, {"title": "나", "price": 3}]) == 2
    await odd.by_values(db, {4: 7})
    assert (await db.get(Book, 4)).price == 7


async def test_query_class(db):
    db.expunge_all()
    assert await odd.writes_cheaply(db) == "박완서"
