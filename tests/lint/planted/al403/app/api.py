from typing import Annotated

import fastapi
from fastapi import Depends
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker
from starlette import responses
from starlette.responses import StreamingResponse as Stream

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)
router = fastapi.APIRouter()
ROWS = text("SELECT name FROM spot")


async def get_session():
    async with Session() as session:
        yield session


Request = Annotated[Db, Depends(get_session, scope="function")]
Whole = Annotated[Db, Depends(get_session)]


async def rows(db):
    async for row in await db.stream(ROWS):
        yield row[0]


async def own_rows():
    async with Session() as db:
        async for name in rows(db):
            yield name


class Export:
    def __init__(self, db: Db):
        self.db = db

    async def lines(self):
        async for name in rows(self.db):
            yield f"{name}\n"

    def response(self):
        return StreamingResponse(rows(self.db))  # plant: AL403


@router.get("/1")
async def first(db: Request):
    return StreamingResponse(rows(db), media_type="text/csv")  # plant: AL403


@router.get("/2")
async def second(db: Db = Depends(get_session, scope="function")):
    return responses.StreamingResponse(content=rows(db))  # plant: AL403


@router.get("/3")
async def third(db: Request):
    body = rows(db)
    return Stream(body)  # plant: AL403


@router.get("/4")
async def fourth(db: Request):
    async def lines():
        async for name in rows(db):
            yield name

    return StreamingResponse(lines())  # plant: AL403


@router.get("/5")
async def fifth(db: Request):
    return StreamingResponse(Export(db).lines())  # plant: AL403


@router.get("/6")
async def sixth(db: Request):
    export = Export(db)
    return StreamingResponse(export.lines())  # plant: AL403


@router.get("/7")
async def seventh(db: Request):
    return StreamingResponse(name async for name in rows(db))  # plant: AL403


@router.get("/8")
async def eighth():
    async with Session() as session:
        return StreamingResponse(rows(session))  # plant: AL403


def answer(session):
    return Stream(rows(session), headers={})  # plant: AL403


@router.get("/9")
async def ninth(db: Request):
    return answer(db)


@router.get("/10")
async def tenth(db: Request):
    found = (await db.scalars(ROWS)).all()
    return StreamingResponse(iter(found))


@router.get("/11")
async def eleventh():
    return StreamingResponse(own_rows())


@router.get("/12")
async def twelfth(db: Request):
    async def inner():
        async with Session() as session:
            async for name in rows(session):
                yield name

    await db.execute(ROWS)
    return StreamingResponse(inner())


async def get_export(db: Request):
    return Export(db)


@router.get("/13")
async def thirteenth(export: Export = Depends(get_export)):
    return export.response()


@router.get("/14")
async def fourteenth(export: Export = Depends(get_export)):
    return Stream(content=export.lines(), media_type="text/plain")  # plant: AL403


@router.get("/15")
async def fifteenth(db: Whole):
    async def lines():
        async for name in rows(db):
            yield name

    return StreamingResponse(lines())  # plant: AL403


@router.get("/16")
async def sixteenth(db: Whole):
    return StreamingResponse(rows(db))  # plant: AL403
