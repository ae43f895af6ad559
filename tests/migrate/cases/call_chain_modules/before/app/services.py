from sqlmodel import Session

from app import repository
from app.pricing import with_tax


class OutOfStock(Exception):
    pass


def sell(session: Session, book_id: int, count: int = 1) -> int:
    """책을 팔고 받을 금액을 돌려준다."""
    book = repository.find_book(session, book_id)
    if book is None or book.stock < count:
        raise OutOfStock(book_id)
    book.stock -= count
    session.commit()
    return with_tax(book.price) * count


def shelf(session: Session) -> list[dict]:
    return [{"title": b.title, "price": with_tax(b.price)} for b in repository.books_in_stock(session)]
