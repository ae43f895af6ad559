import sqlalchemy as sa
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from diary.database import Database, Entry

database = Database()
app = FastAPI()


@app.post("/entries")
async def write(text: str, session: AsyncSession = Depends(database.get_session)):
    entry = Entry(text=text)
    session.add(entry)
    await session.commit()
    return {"id": entry.id}


@app.get("/entries")
async def read(session: AsyncSession = Depends(database.get_session)):
    return (await session.scalars(sa.select(Entry.text).order_by(Entry.id))).all()


@app.get("/dialect")
def dialect():
    return database.dialect


async def copy_all(source: Database, target: Database) -> int:
    async with source.session() as old, target.session() as new:
        entries = (await old.execute(sa.select(Entry))).scalars().all()
        new.add_all([Entry(text=entry.text) for entry in entries])
        await new.commit()
    return len(entries)
