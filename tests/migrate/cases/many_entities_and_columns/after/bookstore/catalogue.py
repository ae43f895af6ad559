from collections import defaultdict

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Bundle, load_only

from bookstore.models import Author, Book


async def pairs(db: AsyncSession):
    return [(a.name, b.title) for a, b in await db.execute(select(Author, Book).join(Author.books).order_by(Book.id))]


async def legacy_pairs(db: AsyncSession):
    return [(author.name, book.title) for author, book in (await db.execute(select(Author, Book).filter(Author.id == Book.author_id).order_by(Book.id))).all()]


async def by_author(db: AsyncSession) -> dict[str, list[str]]:
    shelves = defaultdict(list)
    for name, title in await db.execute(select(Author.name, Book.title).join(Book, Book.author_id == Author.id).order_by(Book.id)):
        shelves[name].append(title)
    return dict(shelves)


async def one_pair(db: AsyncSession, book_id):
    author, book = (await db.execute(select(Author, Book).join(Book).filter(Book.id == book_id))).unique().one()
    return author.name, book.title


async def maybe(db: AsyncSession, book_id):
    row = (await db.execute(select(Book.title, Book.price).filter(Book.id == book_id))).one_or_none()
    return row._asdict() if row else {}


async def cheapest(db: AsyncSession) -> tuple[str, int]:
    title, price = (await db.execute(select(Book.title, Book.price).order_by(Book.price))).first()
    return title, price


async def named(db: AsyncSession):
    row = (await db.execute(select(func.min(Book.price).label("low"), func.max(Book.price).label("high")))).one()
    return row.low, row.high


async def bundles(db: AsyncSession):
    bundle = Bundle("book", Book.title, Book.price)
    return [row.book.title for row in await db.execute(select(bundle).where(tuple_(Book.id, Book.price) == (3, 9000)))]


async def only_titles(db: AsyncSession):
    return [b.title for b in await db.scalars(select(Book).options(load_only(Book.title)).order_by(Book.id.desc()))]


async def kinds(db: AsyncSession):
    return (await db.execute(select(literal("책"), Book.title).filter(Book.id.in_(select(Book.id).filter(Book.price > 12000))))).all()


async def names_of(db: AsyncSession, *ids: int):
    names = dict((await db.execute(select(Author.id, Author.name))).all())
    return [names.get(i, "?") for i in ids]


async def scalars_of_columns(db: AsyncSession):
    return (await db.scalars(select(Author.name).order_by(Author.id))).all(), (await db.execute(select(Book.id))).scalars().all()
