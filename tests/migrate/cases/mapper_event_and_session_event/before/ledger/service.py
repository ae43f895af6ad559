from sqlalchemy import select

from ledger.db import Audit, BulkSession, Entry, SessionLocal


def write(*texts):
    with SessionLocal.begin() as session:
        for text in texts:
            session.add(Entry(text=text))
            session.flush()


def write_many(texts):
    with BulkSession.begin() as session:
        session.add_all(Entry(text=text) for text in texts)


def erase(text):
    with SessionLocal.begin() as session:
        session.delete(session.scalars(select(Entry).where(Entry.text == text)).one())


def numbers():
    with SessionLocal() as session:
        return list(session.scalars(select(Entry.number).order_by(Entry.id)))


def audits():
    with SessionLocal() as session:
        return list(session.scalars(select(Audit.text)))
