from sqlmodel import Field, SQLModel, select

from app.db import SessionLocal


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str


async def write(body: str) -> Note:
    async with SessionLocal() as session:
        note = Note(body=body)
        session.add(note)
        await session.commit()
        await session.refresh(note)
        return note


async def write_many(*bodies: str) -> None:
    async with SessionLocal.begin() as session:
        session.add_all(Note(body=body) for body in bodies)


async def read_all(factory=SessionLocal) -> list[str]:
    async with factory() as session, session.begin():
        return [note.body for note in await session.exec(select(Note).order_by(Note.id))]
