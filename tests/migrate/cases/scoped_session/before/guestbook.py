from sqlalchemy import func, select

from database import Entry, db_session


def sign(author, text):
    entry = Entry(author=author, text=text)
    db_session.add(entry)
    db_session.commit()
    return entry.id


def count_by(author):
    return db_session.execute(select(func.count(Entry.id)).where(Entry.author == author)).scalar_one()


def latest():
    session = db_session()
    return session.execute(select(Entry).order_by(Entry.id.desc())).scalars().first()
