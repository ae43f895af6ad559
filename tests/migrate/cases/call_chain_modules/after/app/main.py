from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import get_session
from app.services import OutOfStock, sell, shelf

app = FastAPI()
SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.get("/shelf")
async def read_shelf(session: SessionDep):
    return await shelf(session)


@app.post("/books/{book_id}/sell")
async def sell_book(book_id: int, session: SessionDep, count: int = 1):
    try:
        return {"paid": await sell(session, book_id, count)}
    except OutOfStock:
        raise HTTPException(409, "재고가 없습니다")


@app.get("/health")
def health():
    return {"ok": True}
