from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


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


async def find_book(db: AsyncSession, title: str):
    return (await db.scalars(select(Book).filter(Book.title == title).limit(1))).first()


async def page(db: AsyncSession, skip: int, limit: int):
    """책 목록과 전체 개수."""
    query = select(Book).order_by(Book.title)
    return await db.scalar(select(func.count()).select_from(query.subquery())), (await db.scalars(query.offset(skip).limit(limit))).all()


async def titles(db: AsyncSession):
    return [title for (title,) in (await db.execute(select(Book.title).order_by(Book.title))).all()]


async def open_loans(db: AsyncSession, book_id: int):
    return await db.scalar(select(func.count()).select_from(Loan).filter(Loan.book_id == book_id, Loan.returned.is_(False)))


async def lend(db: AsyncSession, title: str):
    book = await find_book(db, title)
    if book is None or await open_loans(db, book.id) >= book.copies:
        raise NoCopyLeft(title)
    loan = Loan(book_id=book.id)
    db.add(loan)
    await db.commit()
    await db.refresh(loan)
    return loan


async def give_back_all(db: AsyncSession, book_id: int):
    changed = (await db.execute(update(Loan).filter(Loan.book_id == book_id).values({"returned": True}))).rowcount
    await db.commit()
    return changed


async def by_id(db: AsyncSession, book_id: int):
    return await db.get(Book, book_id)


class Shelf:
    def __init__(self, db):
        self.db = db

    async def scarce(self, below):
        return (await self.db.scalars(select(Book).filter(Book.copies < below).order_by(Book.title))).all()

    async def restock(self, title):
        book = (await self.db.scalars(select(Book).filter_by(title=title))).one()
        book.copies += 1
        await self.db.commit()
        return book.copies
