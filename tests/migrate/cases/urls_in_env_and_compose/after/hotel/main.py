from fastapi import Depends, FastAPI
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hotel.db import Room, get_db

app = FastAPI(title="호텔")


@app.get("/rooms/{beds}")
async def rooms(beds: int, db: AsyncSession = Depends(get_db)) -> list[int]:
    return [room.number for room in await db.exec(select(Room).where(Room.beds >= beds))]
