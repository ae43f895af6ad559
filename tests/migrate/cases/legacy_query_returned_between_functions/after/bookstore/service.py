from sqlalchemy import select

from .models import Book
from .queries import BookFilter, base_query, by_author, first_or_404, paginate


async def list_books(db, page, author=None, book_filter=None):
    query = base_query(db).order_by("id")
    if author:
        query = by_author(base_query(db), author)
    if book_filter:
        query = book_filter.apply(query)
    result = await paginate(db, query, page)
    result["items"] = [book.title for book in result["items"]]
    return result


async def find(db, title):
    return await first_or_404(db, BookFilter(title=title).apply(base_query(db)))


async def exists(db, title):
    query = BookFilter(title=title).apply(base_query(db))
    return await db.scalar(select(query.exists()))


async def named(db, titles):
    """아직 아무도 부르지 않는다."""
    books = base_query(db)
    return (await db.scalars(books.filter(Book.title.in_(titles)))).unique().all()
