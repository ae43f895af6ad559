from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from .database import db_session
from .models import Author, Entry


async def of(name):
    return (
        await db_session.scalars(
            select(Entry)
            .join(Entry.author)
            .filter(Author.name == name)
            .order_by(Entry.id)
        )
    ).unique().all()


async def page(query, number, size=2):
    return [entry.text for entry in await db_session.scalars(query.offset(number * size).limit(size))], await db_session.scalar(select(func.count()).select_from(query.subquery()))


async def search(word=None):
    query = select(Entry).options(joinedload(Entry.author))
    if word:
        query = query.filter(Entry.text.contains(word))
    return await page(query.order_by(Entry.id), 0)


async def one(model, key):
    return await db_session.get(model, key)


async def star(key):
    changed = (await db_session.execute(update(Entry).filter_by(id=key).values({Entry.stars: Entry.stars + 1}))).rowcount
    await db_session.commit()
    return changed


async def forget(name):
    for entry in await of(name):
        await db_session.delete(entry)
    await db_session.execute(delete(Author).filter(Author.name == name).execution_options(synchronize_session=False))
    await db_session.commit()


async def copy(entries):
    await db_session().run_sync(
        lambda db_session: db_session.bulk_save_objects([Entry(text=entry.text) for entry in entries])
    )
    await db_session.commit()
