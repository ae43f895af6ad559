import sqlalchemy as sa
import sqlalchemy.orm
from fastapi import Depends, FastAPI

from diary.database import Database, Entry

database = Database()
app = FastAPI()


@app.post("/entries")
def write(text: str, session: sqlalchemy.orm.Session = Depends(database.get_session)):
    entry = Entry(text=text)
    session.add(entry)
    session.commit()
    return {"id": entry.id}


@app.get("/entries")
def read(session: sqlalchemy.orm.Session = Depends(database.get_session)):
    return session.scalars(sa.select(Entry.text).order_by(Entry.id)).all()


@app.get("/dialect")
def dialect():
    return database.dialect


def copy_all(source: Database, target: Database) -> int:
    with source.session() as old, target.session() as new:
        entries = old.execute(sa.select(Entry)).scalars().all()
        new.add_all([Entry(text=entry.text) for entry in entries])
        new.commit()
    return len(entries)
