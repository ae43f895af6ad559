from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Author, Book


def base_query(db: AsyncSession) -> "Select[Book]":
    return select(Book)


def by_author(query, author_name):
    return query.join(Author).filter(Author.name == author_name)


async def paginate(db, query: Select, page: int = 1, size: int = 2):
    """쪽 나누기: 전체 개수와 그 쪽의 항목"""
    total = await db.scalar(select(func.count()).select_from(query.subquery()))
    items = (await db.scalars(query.limit(size).offset((page - 1) * size))).unique().all()
    return {"total": total, "pages": -(-total // size), "items": items}


async def first_or_404(db, query):
    found = (await db.scalars(query.limit(1))).first()
    if found is None:
        raise LookupError("404")
    return found


class BookFilter:
    def __init__(self, min_price=None, title=None):
        self.min_price = min_price
        self.title = title

    def apply(self, query):
        if self.min_price:
            query = query.filter(Book.price >= self.min_price)
        if self.title:
            query = query.filter(Book.title == self.title)
        return query
