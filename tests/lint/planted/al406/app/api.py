from contextlib import AsyncExitStack, aclosing
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from app import db as database
from app.db import Closing, Db, Own, Reader, Session as Make, Store, forgotten, number, opened, scope

app = FastAPI()
Asked = Annotated[Db, Depends(database.get_session)]


@app.middleware("http")
async def with_session(request: Request, call_next):
    request.state.db = Make()  # plant: AL406
    await request.state.db.execute(database.QUERY)
    return await call_next(request)


@app.get("/1")
async def first(db: Asked):
    return await number(db)


@app.get("/2")
async def second(closing: Db = Depends(database.get_closing), right: Db = Depends(database.get_right)):
    return await number(closing) + await number(right)


@app.get("/3")
async def third():
    return await number(Make())  # plant: AL406


@app.get("/4")
async def fourth():
    return await Store(Make()).one()  # plant: AL406


@app.get("/5")
async def fifth():
    reader = Reader(reader=database.Session())  # plant: AL406
    return await reader.one() + await Own().one()


@app.get("/6")
async def sixth():
    return (await Make().scalars(database.QUERY)).all()  # plant: AL406


@app.get("/7")
async def seventh(many: bool = False):
    db = database.sa.AsyncSession(database.engine) if many else Make()  # plant: AL406
    return await number(db)


@app.get("/8")
async def eighth():
    if session := forgotten():
        return await number(session)


@app.get("/9")
async def ninth():
    async with scope() as session:
        return await number(session)


@app.get("/10")
async def tenth():
    async with opened() as one, aclosing(Make()) as two, AsyncExitStack() as stack:
        three = await stack.enter_async_context(Make())
        four = Make()
        stack.push_async_callback(four.close)
        async with database.right_scope() as five:
            return [await number(db) for db in (one, two, three, four, five)]


@app.get("/11")
async def eleventh():
    db = Make()
    try:
        return await Store(db).one()
    finally:
        await db.close()


@app.get("/12")
async def twelfth():
    closing = Closing()
    try:
        return await closing.one()
    finally:
        await closing.stop()


@app.get("/13")
async def thirteenth():
    db = Make()
    async with db, db.begin():
        return await number(db)
