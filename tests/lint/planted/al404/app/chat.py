from typing import Annotated

import fastapi
from fastapi import Depends, FastAPI, WebSocket as Socket, WebSocketDisconnect
from sqlalchemy.ext.asyncio import AsyncSession as Db

from app import db
from app.db import Rooms, Session, get_rooms, get_session, store

app = FastAPI()
router = fastapi.APIRouter()
Request = Annotated[Db, Depends(get_session)]


@app.websocket("/1")
async def first(ws: Socket, session: Db = Depends(get_session)):  # plant: AL404
    await ws.accept()
    while True:
        await store(session, await ws.receive_json())


@router.websocket("/2")
async def second(socket: fastapi.WebSocket, request: Request):  # plant: AL404
    async for message in socket.iter_text():
        await store(request, message)


@router.websocket("/3")
async def third(ws: Socket, rooms: Rooms = Depends(get_rooms)):  # plant: AL404
    try:
        while True:
            await rooms.say(await ws.receive_bytes())
    except WebSocketDisconnect:
        pass


@router.websocket("/4")
async def fourth(ws: Socket):
    async with Session() as session:  # plant: AL404
        while True:
            await store(session, await ws.receive_text())


@router.websocket("/5")
async def fifth(ws: Socket, session=Depends(db.get_session)):  # plant: AL404
    message = await ws.receive_text()
    while message != "end":
        await store(session, message)
        message = await ws.receive_text()


@router.websocket("/6")
async def sixth(ws: Socket, *, session: Annotated[Db, Depends(get_session)]):  # plant: AL404
    async for message in ws.iter_json():
        await db.store(session, message)


@router.websocket("/7")
async def seventh(ws: Socket):
    async with db.Session() as opened, opened.begin():  # plant: AL404
        async for message in ws.iter_bytes():
            await store(opened, message)


async def talk(ws: Socket):
    async with Session() as session:  # plant: AL404
        while message := await ws.receive_text():
            await store(session, message)


@router.websocket("/8")
async def eighth(ws: Socket):
    await talk(ws)


@router.websocket("/9")
async def ninth(ws: Socket):
    async with Session.begin() as session:  # plant: AL404
        while True:
            await store(session, await ws.receive())


class Handler:
    async def run(self, ws: Socket):
        async with Db(db.engine) as session:  # plant: AL404
            while True:
                await store(session, await ws.receive_text())


@router.websocket("/10")
async def tenth(ws: Socket):
    await ws.accept()
    while True:
        message = await ws.receive_text()
        async with Session() as session:
            await store(session, message)


@router.websocket("/11")
async def eleventh(ws: Socket, session: Request):
    await ws.accept()
    await store(session, "in")
    await ws.send_text("done")


@router.websocket("/12")
async def twelfth(ws: Socket):
    async with Session() as session:
        await store(session, "in")
    async for message in ws.iter_text():
        await ws.send_text(message)


@router.websocket("/13")
async def thirteenth(ws: Socket, session: Request):
    await ws.accept()
    while True:
        await store(session, await ws.receive_text())
        await session.commit()


class Room:
    async def serve(self, socket: Socket, db: Db) -> None:
        while True:
            await store(db, await socket.receive_text())


room = Room()


@router.websocket("/14")
async def fourteenth(ws: Socket, session: Request):  # plant: AL404
    await ws.accept()
    await room.serve(ws, session)


@router.websocket("/15")
async def fifteenth(ws: Socket, session: Request):  # plant: AL404
    await store(session, "in")
    async for message in ws.iter_text():
        await ws.send_text(message)


@router.websocket("/16")
async def sixteenth(ws: Socket, session: Request):
    await store(session, "in")
    await session.close()
    async for message in ws.iter_text():
        await ws.send_text(message)


@router.websocket("/17")
async def seventeenth(ws: Socket, session: Request):
    async for message in ws.iter_text():
        await ws.send_text(message)
    await store(session, "out")
