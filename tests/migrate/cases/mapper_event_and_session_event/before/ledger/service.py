from sqlalchemy import select

from ledger.db import Audit, Entry, SessionLocal


def write(*texts):
    with SessionLocal.begin() as session:
        for text in texts:
            session.add(Entry(text=text))
            session.flush()


def erase(text):
    with SessionLocal.begin() as session:
        session.delete(session.scalars(select(Entry).where(Entry.text == text)).one())


def numbers():
    with SessionLocal() as session:
        return list(session.scalars(select(Entry.number).order_by(Entry.id)))


def audits():
    with SessionLocal() as session:
        return list(session.scalars(select(Audit.text)))
