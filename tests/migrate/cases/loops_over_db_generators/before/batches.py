from typing import Generator, Iterable

from sqlmodel import Field, Session, SQLModel, select


class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    done: bool = False


def pending(session: Session) -> Generator[Job, None, None]:
    while True:
        job = session.exec(select(Job).where(Job.done == False).order_by(Job.id)).first()  # noqa: E712
        if job is None:
            break
        yield job
        job.done = True
        session.flush()


def chunks(values: Iterable, size: int):
    """순수한 제너레이터."""
    chunk = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def numbered(session: Session) -> list[str]:
    return [f"{n}. {job.name}" for n, job in enumerate(pending(session), start=1)]


def names(session: Session) -> set[str]:
    return {job.name for job in pending(session) if job.name}


def first_word(session: Session, word: str) -> str | None:
    for job in pending(session):
        if job.name.startswith(word):
            break
    else:
        return None
    return job.name


def grouped(session: Session) -> list[list[str]]:
    return [[job.name for job in chunk] for chunk in chunks(list(pending(session)), 2)]
