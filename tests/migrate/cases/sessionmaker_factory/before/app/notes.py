from sqlmodel import Field, SQLModel, select

from app.db import SessionLocal


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str


def write(body: str) -> Note:
    with SessionLocal() as session:
        note = Note(body=body)
        session.add(note)
        session.commit()
        session.refresh(note)
        return note


def write_many(*bodies: str) -> None:
    with SessionLocal.begin() as session:
        session.add_all(Note(body=body) for body in bodies)


def read_all(factory=SessionLocal) -> list[str]:
    with factory() as session, session.begin():
        return [note.body for note in session.exec(select(Note).order_by(Note.id))]
