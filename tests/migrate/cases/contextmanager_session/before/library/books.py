from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, declarative_base, mapped_column

from library.session import read_only, session_scope, timer

Base = declarative_base()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    isbn: Mapped[str] = mapped_column(String(13), unique=True)


def add_books(*isbns):
    with session_scope() as session:
        for isbn in isbns:
            session.add(Book(isbn=isbn))


def all_isbns(log=None):
    with timer(log if log is not None else []), read_only() as session:
        return session.execute(select(Book.isbn).order_by(Book.isbn)).scalars().all()
