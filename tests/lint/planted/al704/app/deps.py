import asyncio
from functools import partial
from typing import Annotated

import fastapi
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app import db as database
from app.db import Repository, Service, get_db

Db = Annotated[AsyncSession, Depends(get_db)]


def plain(session: AsyncSession = Depends(get_db)):  # plant: AL704
    return Repository(session)


def by_alias(session: Db) -> Repository:  # plant: AL704
    repository = Repository(session)
    return repository


def untyped(s=fastapi.Depends(database.get_db)):  # plant: AL704
    return database.Repository(session=s)


def through(repository: Annotated[Repository, Depends(plain)]):  # plant: AL704
    return Service(repository)


def generator(session: Db):  # plant: AL704
    yield Repository(session)


def adding(session: Db):  # plant: AL704
    session.add(Repository(session))
    return session


def conditional(request: Request, session: Db):  # plant: AL704
    if request.headers.get("x-limit"):
        return Service(Repository(session), limit=1)
    return Service(Repository(session))


def bound(session: Db):  # plant: AL704
    return partial(Service, Repository(session))


def task(number: int):  # plant: AL704
    asyncio.create_task(asyncio.sleep(number))
    return number


def named(name: str, *, session: Db):  # plant: AL704
    return {"name": name, "session": session}


def aliased(session: Db):  # plant: AL704
    return [Repository(one) for one in (session,)]


def page(number: int = 1, size: int = 20):
    return number * size


def header(request: Request):
    return request.headers["x-name"]


def twice(number: int = Depends(page)):
    return number * 2


async def right(session: Db):
    return Repository(session)


def helper(session):
    return Repository(session)


async def with_helper(session: Db):
    return helper(session)


def ignoring(number: int, session: Db):
    return number


class Asked:
    def __init__(self, session: Db):
        self.session = session
