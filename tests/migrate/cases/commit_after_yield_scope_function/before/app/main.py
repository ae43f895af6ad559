from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, select

from app.db import Seat, get_reader, get_session

app = FastAPI()

SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/seats/{number}")
def reserve(number: str, holder: str, session: SessionDep):
    session.add(Seat(number=number, holder=holder))
    return {"reserved": number}


@app.delete("/seats/{number}")
def release(number: str, session: Session = Depends(get_session)):
    session.delete(session.get(Seat, number))


@app.get("/seats")
def seats(session: Session = Depends(get_reader)):
    return session.exec(select(Seat.number)).all()
