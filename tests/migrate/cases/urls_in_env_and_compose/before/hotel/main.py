from fastapi import Depends, FastAPI
from sqlmodel import Session, select

from hotel.db import Room, get_db

app = FastAPI(title="호텔")


@app.get("/rooms/{beds}")
def rooms(beds: int, db: Session = Depends(get_db)) -> list[int]:
    return [room.number for room in db.exec(select(Room).where(Room.beds >= beds))]
