from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Query

from bookstore.models import Author, Book


async def cheap_or_expensive(db: AsyncSession):
    cheap = select(Book.title).filter(Book.price < 10000)
    expensive = select(Book.title).filter(Book.price > 14000)
    return sorted(title for (title,) in (await db.execute(cheap.union(expensive))).all())


async def chained_union(db: AsyncSession) -> int:
    return await db.run_sync(lambda session: session.query(Book).filter(Book.id == 1).union_all(session.query(Book).filter(Book.id == 2)).count())


async def last_names(db: AsyncSession):
    result = select(Author).order_by(Author.id)
    return [a.name for a in reversed((await db.scalars(result)).all())]


def sql(db: AsyncSession) -> str:
    return str(select(Book).filter(Book.id == 1))


async def import_books(db: AsyncSession, rows: list[dict]) -> int:
    await db.run_sync(lambda db: db.bulk_insert_mappings(Book, rows))
    await db.commit()
    return len(rows)


async def by_values(db: AsyncSession, prices: dict[int, int]):
    await db.run_sync(lambda db: db.bulk_update_mappings(Book, [{"id": i, "price": p} for i, p in prices.items()]))
    await db.commit()


class Books(Query):
    def cheap(self):
        return self.filter(Book.price < 10000)

    def first_or_fail(self):
        found = self.first()
        if found is None:
            raise LookupError
        return found


async def writes_cheaply(db: AsyncSession) -> str:
    book = await db.run_sync(lambda session: session.query(Book).cheap().first_or_fail())
    return book.author.name
