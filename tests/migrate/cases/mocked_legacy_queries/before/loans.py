from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    copies: Mapped[int] = mapped_column(default=1)


class Loan(Base):
    __tablename__ = "loans"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"))
    returned: Mapped[bool] = mapped_column(default=False)


class NoCopyLeft(Exception):
    pass


def find_book(db: Session, title: str):
    return db.query(Book).filter(Book.title == title).first()


def page(db: Session, skip: int, limit: int):
    """책 목록과 전체 개수."""
    query = db.query(Book).order_by(Book.title)
    return query.count(), query.offset(skip).limit(limit).all()


def titles(db: Session):
    return [title for (title,) in db.query(Book.title).order_by(Book.title).all()]


def open_loans(db: Session, book_id: int):
    return db.query(Loan).filter(Loan.book_id == book_id, Loan.returned.is_(False)).count()


def lend(db: Session, title: str):
    book = find_book(db, title)
    if book is None or open_loans(db, book.id) >= book.copies:
        raise NoCopyLeft(title)
    loan = Loan(book_id=book.id)
    db.add(loan)
    db.commit()
    db.refresh(loan)
    return loan


def give_back_all(db: Session, book_id: int):
    changed = db.query(Loan).filter(Loan.book_id == book_id).update({"returned": True})
    db.commit()
    return changed


def by_id(db: Session, book_id: int):
    return db.query(Book).get(book_id)


class Shelf:
    def __init__(self, db):
        self.db = db

    def scarce(self, below):
        return self.db.query(Book).filter(Book.copies < below).order_by(Book.title).all()

    def restock(self, title):
        book = self.db.query(Book).filter_by(title=title).one()
        book.copies += 1
        self.db.commit()
        return book.copies
