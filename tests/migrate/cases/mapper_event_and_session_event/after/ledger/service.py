from sqlalchemy import select

from ledger.db import Audit, BulkSession, Entry, SessionLocal


async def write(*texts):
    async with SessionLocal.begin() as session:
        for text in texts:
            session.add(Entry(text=text))
            await session.flush()


async def write_many(texts):
    async with BulkSession.begin() as session:
        session.add_all(Entry(text=text) for text in texts)


async def erase(text):
    async with SessionLocal.begin() as session:
        await session.delete((await session.scalars(select(Entry).where(Entry.text == text))).one())


async def numbers():
    async with SessionLocal() as session:
        return list(await session.scalars(select(Entry.number).order_by(Entry.id)))


async def audits():
    async with SessionLocal() as session:
        return list(await session.scalars(select(Audit.text)))
