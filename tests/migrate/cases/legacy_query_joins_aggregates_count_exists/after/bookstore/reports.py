from sqlalchemy import and_, case, desc, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload

from bookstore.models import Author, Book


async def n_books(db: AsyncSession, author: str) -> int:
    return await db.scalar(select(func.count()).select_from(select(Book).join(Author).filter(Author.name == author).subquery()))


async def n_all(db: AsyncSession) -> int:
    return await db.scalar(select(func.count(Book.id)))


async def n_distinct(db: AsyncSession):
    return await db.scalar(select(func.count()).select_from(select(Book.author_id).distinct().subquery()))


async def n_marked(db: AsyncSession) -> int:
    return await db.scalar(select(func.count()).select_from(select(Book).execution_options(marked=True).subquery()).execution_options(marked=True))


async def n_expensive(db: AsyncSession) -> int:
    query = select(Book).execution_options(marked=True)
    return await db.scalar(select(func.count()).select_from(query.filter(Book.price > 10000).subquery()).execution_options(**query.get_execution_options()))


async def average(db: AsyncSession):
    return await db.scalar(select(func.avg(Book.price)).filter(Book.author_id.isnot(None)))


async def has_books(db: AsyncSession, author: str) -> bool:
    return await db.scalar(select(select(Book).join(Book.author).filter(Author.name == author).exists()))


async def per_author(db: AsyncSession):
    rows = (
        await db.execute(
            select(Author.name, func.count(Book.id).label("n"), func.sum(Book.price).label("total"))
            .outerjoin(Book, Book.author_id == Author.id)
            .group_by(Author.name)
            .having(func.count(Book.id) > 0)
            .order_by(desc("n"))
        )
    ).all()
    return [{"name": row.name, "n": row.n, "total": row.total} for row in rows]


async def above_average(db: AsyncSession):
    avg = select(func.avg(Book.price)).scalar_subquery()
    return [t for (t,) in (await db.execute(select(Book.title).filter(Book.price > avg).order_by(Book.id))).all()]


async def with_counts(db: AsyncSession):
    sub = select(Book.author_id, func.count("*").label("n")).group_by(Book.author_id).subquery()
    query = select(Author, sub.c.n).outerjoin(sub, Author.id == sub.c.author_id).order_by(Author.id)
    return [(author.name, n) for author, n in (await db.execute(query)).unique()]


async def pairs(db: AsyncSession):
    other = aliased(Book)
    return (await db.execute(select(Book.title, other.title).join(other, and_(Book.author_id == other.author_id, Book.id < other.id)))).all()


async def shelves(db: AsyncSession):
    authors = (await db.scalars(select(Author).options(joinedload(Author.books)).order_by(Author.id))).unique().all()
    return {author.name: len(author.books) for author in authors}


async def expensive_authors(db: AsyncSession):
    query = select(Author).join(Author.books).filter(Book.price > 10000).options(contains_eager(Author.books))
    return [(author.name, sorted(b.title for b in author.books)) for author in (await db.scalars(query)).unique().all()]


async def with_books(db: AsyncSession):
    # 책이 여러 권이어도 작가는 한 번만
    return [author.name for author in (await db.scalars(select(Author).join(Author.books).order_by(Author.id))).unique()]


async def labels(db: AsyncSession):
    label = case((Book.price > 10000, "비쌈"), else_="쌈")
    return (await db.execute(select(Book.title).with_only_columns(label).order_by(Book.id))).all()
