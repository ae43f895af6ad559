from sqlalchemy import func, select

from database import Entry, db_session


async def sign(author, text):
    entry = Entry(author=author, text=text)
    db_session.add(entry)
    await db_session.commit()
    return entry.id


async def count_by(author):
    return (await db_session.execute(select(func.count(Entry.id)).where(Entry.author == author))).scalar_one()


async def latest():
    session = db_session()
    return (await session.execute(select(Entry).order_by(Entry.id.desc()))).scalars().first()
