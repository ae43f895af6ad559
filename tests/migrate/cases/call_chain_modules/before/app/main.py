from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Session

from app.database import get_session
from app.services import OutOfStock, sell, shelf

app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/shelf")
def read_shelf(session: SessionDep):
    return shelf(session)


@app.post("/books/{book_id}/sell")
def sell_book(book_id: int, session: SessionDep, count: int = 1):
    try:
        return {"paid": sell(session, book_id, count)}
    except OutOfStock:
        raise HTTPException(409, "재고가 없습니다")


@app.get("/health")
def health():
    return {"ok": True}
