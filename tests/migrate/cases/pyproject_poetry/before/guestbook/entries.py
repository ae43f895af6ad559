from guestbook.db import Entry, SessionLocal


def sign(text: str) -> int:
    with SessionLocal.begin() as session:
        entry = Entry(text=text)
        session.add(entry)
        session.flush()
        return entry.id


def read() -> list[str]:
    with SessionLocal() as session:
        return [entry.text for entry in session.query(Entry).order_by(Entry.id)]
