from typing import Annotated

import fastapi
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app import db as database
from app.db import LongDb, Repository, ShortDb, Work, get_db, long, numbered, plain, work

app = FastAPI()
WorkDb = Annotated[AsyncSession, Depends(work)]  # plant: AL702
ShortWork = Annotated[AsyncSession, Depends(work, scope="function")]


@app.get("/1")
async def first(session: WorkDb, short: ShortWork):
    return {}


@app.get("/2")
async def second(session=Depends(database.work)):  # plant: AL702
    return {}


@app.get("/3")
async def third(session: AsyncSession = fastapi.Depends(work, scope="request")):  # plant: AL702
    return {}


@app.get("/4", dependencies=[Depends(numbered)])  # plant: AL702
async def fourth():
    return {}


@app.get("/5")
async def fifth(number: int = Depends(numbered, use_cache=False)):  # plant: AL702
    return number


class Service:
    def __init__(self, session=Depends(dependency=work)):  # plant: AL702
        self.session = session


@app.get("/6")
async def sixth(service: Service = Depends()):
    return {}


async def through(session: AsyncSession = Depends(plain)):
    yield session
    await session.commit()  # plant: AL702


async def kept(repository: Repository = Depends(Repository)):
    try:
        yield repository
    finally:
        await repository.db.commit()  # plant: AL702


async def deeper(work: Annotated[Work, Depends()]):
    yield work
    if work:
        await work.repository.db.rollback()  # plant: AL702


async def twice(session=Depends(plain), other: AsyncSession = Depends(get_db)):
    yield session
    await other.commit()
    for _ in range(2):
        await session.flush()  # plant: AL702


async def of_user(session: ShortDb):
    return session


async def audit(user: Annotated[AsyncSession, Depends(of_user)]):
    async with user.begin_nested():
        yield user
    result = await user.execute(1)  # plant: AL702
    print(result)


@app.get("/7")
async def seventh(
    a=Depends(through),
    b=Depends(kept),
    c=Depends(deeper),
    d=Depends(twice),
    e=Depends(audit),
):
    return {}


async def before(session: AsyncSession = Depends(plain)):
    await session.flush()
    yield 1
    print("done")


async def both_short(session: AsyncSession = Depends(plain)):
    yield session
    await session.commit()


async def long_work(session: AsyncSession = Depends(long)):
    yield session
    await session.commit()


@app.get("/8")
async def eighth(
    db: LongDb,
    short: ShortDb,
    a=Depends(before),
    b=Depends(both_short, scope="function"),
    c=Depends(long_work),
    d=Depends(long),
    e=Depends(plain),
):
    return {}
