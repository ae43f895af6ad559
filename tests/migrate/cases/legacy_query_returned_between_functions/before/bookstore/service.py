from .models import Book
from .queries import BookFilter, base_query, by_author, first_or_404, paginate


def list_books(db, page, author=None, book_filter=None):
    query = base_query(db).order_by("id")
    if author:
        query = by_author(base_query(db), author)
    if book_filter:
        query = book_filter.apply(query)
    result = paginate(query, page)
    result["items"] = [book.title for book in result["items"]]
    return result


def find(db, title):
    return first_or_404(BookFilter(title=title).apply(base_query(db)))


def exists(db, title):
    query = BookFilter(title=title).apply(base_query(db))
    return db.query(query.exists()).scalar()


def named(db, titles):
    """아직 아무도 부르지 않는다."""
    books = base_query(db)
    return books.filter(Book.title.in_(titles)).all()
