from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Seat, get_reader, get_session

app = FastAPI()

SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


@app.post("/seats/{number}")
async def reserve(number: str, holder: str, session: SessionDep):
    session.add(Seat(number=number, holder=holder))
    return {"reserved": number}


@app.delete("/seats/{number}")
async def release(number: str, session: AsyncSession = Depends(get_session, scope="function")):
    await session.delete(await session.get(Seat, number))


@app.get("/seats")
async def seats(session: AsyncSession = Depends(get_reader)):
    return (await session.exec(select(Seat.number))).all()
