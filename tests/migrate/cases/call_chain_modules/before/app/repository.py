from sqlmodel import Session, select

from app.models import Book


def find_book(session: Session, book_id: int) -> Book | None:
    return session.get(Book, book_id)


def books_in_stock(session: Session) -> list[Book]:
    return list(session.exec(select(Book).where(Book.stock > 0).order_by(Book.id)).all())
