from sqlalchemy import select

from guestbook.db import Entry, SessionLocal


async def sign(text: str) -> int:
    async with SessionLocal.begin() as session:
        entry = Entry(text=text)
        session.add(entry)
        await session.flush()
        return entry.id


async def read() -> list[str]:
    async with SessionLocal() as session:
        return [entry.text for entry in await session.scalars(select(Entry).order_by(Entry.id))]
