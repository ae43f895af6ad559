from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.models import Author, Book


async def get_book(db: AsyncSession, book_id: int):
    return (await db.scalars(select(Book).filter(Book.id == book_id).limit(1))).first()


async def get_author(db: AsyncSession, author_id):
    return await db.get(Author, author_id)


async def get_book_by_title(db: AsyncSession, title: str):
    return (await db.scalars(select(Book).filter_by(title=title))).one_or_none()


async def get_books(db: AsyncSession, skip: int = 0, limit: int = 100):
    # 싼 것부터
    return (await db.scalars(select(Book).order_by(Book.price).offset(skip).limit(limit))).all()


async def the_only(db: AsyncSession, name):
    return (await db.scalars(select(Author).filter(Author.name == name))).one()


async def titles(db: AsyncSession):
    return [book.title for book in await db.scalars(select(Book).order_by(Book.id))]


async def titles_and_prices(db: AsyncSession):
    return (
        await db.execute(
            select(Book.title, Book.price)
            .filter(Book.price > 10000)
            .order_by(Book.price.desc())
        )
    ).all()


async def first_title(db: AsyncSession):
    (title,) = (await db.execute(select(Book.title).order_by(Book.id).limit(1))).first()
    return title


async def prices(db: AsyncSession):
    return {title: price for title, price in await db.execute(select(Book.title, Book.price))}


async def create_book(db: AsyncSession, title: str, author: str):
    author_id = (await db.scalars(select(Author).filter(Author.name == author).limit(1))).first().id
    db_book = Book(title=title, author_id=author_id)
    db.add(db_book)
    await db.commit()
    await db.refresh(db_book)
    return db_book


async def page(db: AsyncSession, start, stop):
    return (await db.scalars(select(Book).order_by(Book.id).slice(start, stop))).all()
