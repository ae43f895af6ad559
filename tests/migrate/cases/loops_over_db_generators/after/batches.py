import itertools
from typing import AsyncGenerator, Iterable

from sqlalchemy.exc import NoResultFound
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    done: bool = False


async def pending(session: AsyncSession) -> AsyncGenerator[Job, None]:
    while True:
        job = (await session.exec(select(Job).where(Job.done == False).order_by(Job.id))).first()  # noqa: E712
        if job is None:
            break
        yield job
        job.done = True
        await session.flush()


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


async def numbered(session: AsyncSession) -> list[str]:
    return [f"{n}. {job.name}" for n, job in enumerate([item async for item in pending(session)], start=1)]


async def names(session: AsyncSession) -> set[str]:
    return {job.name async for job in pending(session) if job.name}


async def first_word(session: AsyncSession, word: str) -> str | None:
    async for job in pending(session):
        if job.name.startswith(word):
            break
    else:
        return None
    return job.name


async def grouped(session: AsyncSession) -> list[list[str]]:
    return [[job.name for job in chunk] for chunk in chunks([item async for item in pending(session)], 2)]


async def finish(session: AsyncSession, most: int) -> list[str]:
    """앞에서부터 몇 개만 가져온다."""
    taken = []
    numbers = itertools.count(1)
    async for job in pending(session):
        n = next(numbers)
        taken.append(job.name)
        if n == most:
            break
    return taken


async def name_of(session: AsyncSession, job_id: int) -> str:
    return (await session.get_one(Job, job_id)).name


async def known(session: AsyncSession, ids: Iterable[int]) -> list[str]:
    found = []
    try:
        async for item in (await name_of(session, job_id) for job_id in ids):
            found.append(item)
    except NoResultFound:
        found.append("…")
    return found
