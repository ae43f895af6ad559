from typing import Optional

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.models import Author, Book


async def search(
    db: AsyncSession,
    keyword: Optional[str] = None,
    max_price: Optional[int] = None,
    author: Optional[str] = None,
    sort: str = "id",
    skip: int = 0,
    limit: int = 10,
):
    query = select(Book)
    if keyword:
        query = query.filter(or_(Book.title.contains(keyword), Book.title.like(f"{keyword}%")))
    if max_price is not None:
        query = query.filter(Book.price <= max_price)
    if author:
        query = query.join(Author, Book.author_id == Author.id)
        query = query.filter(Author.name == author)
    total = await db.scalar(select(func.count()).select_from(query.subquery()))
    if sort == "price":
        query = query.order_by(Book.price.desc())
    else:
        query = query.order_by(getattr(Book, sort))
    items = (await db.scalars(query.offset(skip).limit(limit))).unique().all()
    return {"total": total, "items": [item.title for item in items]}


def only_cheap(query: Select, limit: int = 10000) -> Select:
    return query.filter(Book.price < limit)


async def cheap(db: AsyncSession):
    q = select(Book.title).order_by(Book.id)
    q = only_cheap(q, limit=13000)
    return [row.title for row in await db.execute(q)]


async def by_conditions(db: AsyncSession, **conditions):
    q = select(Book)
    for name, value in conditions.items():
        q = q.filter(getattr(Book, name) == value)
    book = (await db.scalars(q.limit(1))).first()
    return book.title if book else None


async def each_author(db: AsyncSession):
    base = select(Book).order_by(Book.id)
    result = {}
    for author in (await db.scalars(select(Author))).all():
        books = base.filter(Book.author_id == author.id)
        result[author.name] = [b.title for b in (await db.scalars(books)).all()]  # noqa: AL306
    return result
