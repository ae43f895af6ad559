from typing import Generator, Iterable

from sqlalchemy.exc import NoResultFound
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


def finish(session: Session, most: int) -> list[str]:
    """앞에서부터 몇 개만 가져온다."""
    taken = []
    for n, job in enumerate(pending(session), start=1):
        taken.append(job.name)
        if n == most:
            break
    return taken


def name_of(session: Session, job_id: int) -> str:
    return session.get_one(Job, job_id).name


def known(session: Session, ids: Iterable[int]) -> list[str]:
    found = []
    try:
        found.extend(name_of(session, job_id) for job_id in ids)
    except NoResultFound:
        found.append("…")
    return found
