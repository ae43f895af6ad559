from typing import Optional

from sqlalchemy import or_
from sqlalchemy.orm import Query, Session

from bookstore.models import Author, Book


def search(
    db: Session,
    keyword: Optional[str] = None,
    max_price: Optional[int] = None,
    author: Optional[str] = None,
    sort: str = "id",
    skip: int = 0,
    limit: int = 10,
):
    query = db.query(Book)
    if keyword:
        query = query.filter(or_(Book.title.contains(keyword), Book.title.like(f"{keyword}%")))
    if max_price is not None:
        query = query.filter(Book.price <= max_price)
    if author:
        query = query.join(Author, Book.author_id == Author.id)
        query = query.filter(Author.name == author)
    total = query.count()
    if sort == "price":
        query = query.order_by(Book.price.desc())
    else:
        query = query.order_by(getattr(Book, sort))
    items = query.offset(skip).limit(limit).all()
    return {"total": total, "items": [item.title for item in items]}


def only_cheap(query: Query, limit: int = 10000) -> Query:
    return query.filter(Book.price < limit)


def cheap(db: Session):
    q = db.query(Book.title).order_by(Book.id)
    q = only_cheap(q, limit=13000)
    return [row.title for row in q]


def by_conditions(db: Session, **conditions):
    q = db.query(Book)
    for name, value in conditions.items():
        q = q.filter(getattr(Book, name) == value)
    book = q.first()
    return book.title if book else None


def each_author(db: Session):
    base = db.query(Book).order_by(Book.id)
    result = {}
    for author in db.query(Author).all():
        books = base.filter(Book.author_id == author.id)
        result[author.name] = [b.title for b in books.all()]  # noqa: AL306
    return result
