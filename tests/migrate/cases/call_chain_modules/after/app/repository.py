from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Book


async def find_book(session: AsyncSession, book_id: int) -> Book | None:
    return await session.get(Book, book_id)


async def books_in_stock(session: AsyncSession) -> list[Book]:
    return list((await session.exec(select(Book).where(Book.stock > 0).order_by(Book.id))).all())
