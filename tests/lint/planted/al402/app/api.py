from functools import partial
from typing import Annotated

import fastapi
from fastapi import BackgroundTasks as Tasks, Depends
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession as Db
from starlette.background import BackgroundTask, BackgroundTasks as Several

from app import work
from app.work import Mailer, get_mailer, get_session, log, log_alone

router = fastapi.APIRouter()
Session = Annotated[Db, Depends(get_session)]


@router.post("/1")
async def first(tasks: Tasks, db: Session):
    tasks.add_task(log, db, "1")  # plant: AL402


@router.post("/2")
async def second(background: Tasks, db: Db = Depends(get_session)):
    background.add_task(work.log, message="2", db=db)  # plant: AL402


@router.post("/3")
async def third(db: Session):
    return JSONResponse({}, background=BackgroundTask(log, db, "3"))  # plant: AL402


@router.post("/4")
async def fourth(tasks: Tasks, mailer: Mailer = Depends(get_mailer)):
    tasks.add_task(mailer.send, 4)  # plant: AL402


@router.post("/5")
async def fifth(tasks: Tasks, db: Session):
    tasks.add_task(Mailer(db).send, 5)  # plant: AL402


@router.post("/6")
async def sixth(tasks: Tasks, db: Session):
    tasks.add_task(partial(log, db), "6")  # plant: AL402


@router.post("/7")
async def seventh(tasks: Tasks, db: Session):
    async def later():
        await log(db, "7")

    tasks.add_task(later)  # plant: AL402


@router.post("/8")
async def eighth(tasks: Tasks, db: Session):
    tasks.add_task(lambda: log(db, "8"))  # plant: AL402


def schedule(tasks: Tasks, session):
    tasks.add_task(log, session, "9")  # plant: AL402


@router.post("/9")
async def ninth(tasks: Tasks, db: Session):
    schedule(tasks, db)


@router.post("/10")
async def tenth(db: Session):
    tasks = Several()
    tasks.add_task(log, db, "10")  # plant: AL402
    return JSONResponse({}, background=tasks)


@router.post("/11")
async def eleventh(tasks: Tasks):
    async with work.Session() as session:
        tasks.add_task(log, session, "11")  # plant: AL402


@router.post("/12")
async def alone(tasks: Tasks, db: Session):
    await log(db, "12")
    tasks.add_task(log_alone, "12")


@router.post("/13")
async def factory(tasks: Tasks):
    tasks.add_task(log_alone, message="13")
