from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.models import Author, Book


async def raise_prices(db: AsyncSession, percent):
    n = (await db.execute(update(Book).filter(Book.price < 13000).values({Book.price: Book.price * (100 + percent) / 100}))).rowcount
    await db.commit()
    return n


async def rename(db: AsyncSession, book_id, title):
    await db.execute(update(Book).filter(Book.id == book_id).values({"title": title}).execution_options(synchronize_session=False))
    await db.commit()


async def rename_all(db: AsyncSession, old, new):
    updated = (
        (await db.execute(update(Author).filter_by(name=old).values({"name": new}).execution_options(synchronize_session="fetch"))).rowcount
    )
    await db.commit()
    return updated > 0


async def delete_book(db: AsyncSession, book_id):
    deleted = (await db.execute(delete(Book).filter(Book.id == book_id))).rowcount
    await db.commit()
    if not deleted:
        raise LookupError(f"책이 없습니다: {book_id}")


async def delete_author(db: AsyncSession, name):
    author = (await db.scalars(select(Author).filter(Author.name == name).limit(1))).first()
    await db.execute(delete(Book).filter(Book.author_id == author.id).execution_options(synchronize_session=False))
    await db.delete(author)
    await db.commit()


async def clear(db: AsyncSession) -> int:
    query = delete(Book)
    count = (await db.execute(query)).rowcount
    await db.execute(delete(Author))
    await db.commit()
    return count


async def patch(db: AsyncSession, book_id: int, data: dict):
    query = select(Book).filter(Book.id == book_id)
    book = (await db.scalars(query.limit(1))).first()
    if book is None:
        return None
    await db.execute(update(Book).where(query.whereclause).values(data).execution_options(synchronize_session=False))
    await db.commit()
    await db.refresh(book)
    return book
