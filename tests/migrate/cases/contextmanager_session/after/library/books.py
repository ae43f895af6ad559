from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, declarative_base, mapped_column

from library.session import read_only, session_scope, timer

Base = declarative_base()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    isbn: Mapped[str] = mapped_column(String(13), unique=True)


async def add_books(*isbns):
    async with session_scope() as session:
        for isbn in isbns:
            session.add(Book(isbn=isbn))


async def all_isbns(log=None):
    with timer(log if log is not None else []):
        async with read_only() as session:
            return (await session.execute(select(Book.isbn).order_by(Book.isbn))).scalars().all()
