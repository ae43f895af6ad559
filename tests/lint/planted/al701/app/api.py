from typing import Annotated

import fastapi
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from app import db
from app.db import Work, begun, by_unit, committed as get_db, nested, plain

router = fastapi.APIRouter()
Db = Annotated[AsyncSession, Depends(get_db)]  # plant: AL701
Reader = Annotated[AsyncSession, Depends(plain)]
Ended = Annotated[AsyncSession, Depends(get_db, scope="function")]


@router.get("/1")
async def first(session: Db, reader: Reader, ended: Ended):
    return {}


@router.get("/2")
async def second(session=Depends(begun)):  # plant: AL701
    return {}


@router.get("/3")
async def third(session: AsyncSession = Depends(db.nested)):  # plant: AL701
    return {}


@router.get("/4")
async def fourth(*, session: Annotated[AsyncSession, fastapi.Depends(by_unit)]):  # plant: AL701
    return {}


@router.get("/5", dependencies=[Depends(begun)])  # plant: AL701
async def fifth():
    return {}


async def work(session: AsyncSession = Depends(nested)):  # plant: AL701
    return Work(session)


async def open_work(session: AsyncSession = Depends(nested, scope="function")):
    yield Work(session)


@router.get("/6")
async def sixth(found: Work = Depends(work), ended: Work = Depends(open_work, scope="function")):
    return {}


@router.get("/7")
async def seventh(session: AsyncSession = Depends(get_db, use_cache=False)):  # plant: AL701
    return {}


@router.get("/8")
async def eighth(session: AsyncSession = Depends(by_unit, scope="request")):  # plant: AL701
    return {}


class Service:
    def __init__(self, session: AsyncSession = Depends(begun)):  # plant: AL701
        self.session = session


@router.get("/9")
async def ninth(service: Service = Depends(), session: AsyncSession = Depends(dependency=get_db)):  # plant: AL701
    return {}


@router.get("/11")
async def eleventh(
    queue=Depends(db.of_queue),
    session: AsyncSession = Depends(db.of_state),  # plant: AL701
):
    return {}


@router.get("/10")
async def tenth(session: AsyncSession = fastapi.Depends(db.committed)):  # plant: AL701
    return {}


@router.post("/job")
async def by_job(job: db.Job = Depends(db.job)):  # plant: AL701
    await job.count()


@router.get("/counted")
async def by_counted(job: db.Job = Depends(db.counted)):
    await job.count()
