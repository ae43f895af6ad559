from bookstore import odd
from bookstore.models import Book


def test_unions(db):
    assert odd.cheap_or_expensive(db) == ["나목", "소년이 온다"]
    assert odd.chained_union(db) == 2


def test_others(db):
    assert odd.last_names(db) == ["박완서", "한강"]
    assert odd.sql(db).startswith("SELECT books.id")


def test_bulk(db):
    assert odd.import_books(db, [{"title": "가"}, {"title": "나", "price": 3}]) == 2
    odd.by_values(db, {4: 7})
    assert db.get(Book, 4).price == 7


def test_query_class(db):
    db.expunge_all()
    assert odd.writes_cheaply(db) == "박완서"
