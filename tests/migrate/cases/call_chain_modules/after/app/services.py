from sqlmodel.ext.asyncio.session import AsyncSession

from app import repository
from app.pricing import with_tax


class OutOfStock(Exception):
    pass


async def sell(session: AsyncSession, book_id: int, count: int = 1) -> int:
    """책을 팔고 받을 금액을 돌려준다."""
    book = await repository.find_book(session, book_id)
    if book is None or book.stock < count:
        raise OutOfStock(book_id)
    book.stock -= count
    await session.commit()
    return with_tax(book.price) * count


async def shelf(session: AsyncSession) -> list[dict]:
    return [{"title": b.title, "price": with_tax(b.price)} for b in await repository.books_in_stock(session)]
