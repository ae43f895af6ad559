from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.crud import ordered, search
from infrastructure import get_session

router = APIRouter()
Session = Annotated[AsyncSession, Depends(get_session)]


class Search(BaseModel):
    city: str = "Seoul"
    price: int = 0


@router.get("/spots")
async def spots(session: Session, sort: str = "name"):
    return (await session.execute(text(f"SELECT * FROM spot ORDER BY {sort}"))).all()  # plant: AL206


@router.post("/search")
async def searched(session: Session, body: Search):
    where = f"city = '{body.city}' AND price < {body.price}"  # plant: AL206
    return (await session.execute(text(f"SELECT * FROM spot WHERE {where}"))).all()


@router.get("/raw")
async def raw(request: Request, session: Session):
    city = request.query_params["city"]
    sql = "SELECT * FROM spot"
    sql = sql + " WHERE city = '" + city + "'"  # plant: AL206
    return (await session.execute(text(sql))).all()


@router.delete("/tables/{table}")
async def drop(session: Session, table: str):
    await session.execute(text(f"DROP TABLE {table}"))  # plant: AL206


@router.get("/cheap")
async def cheap(
    session: Session, price: int, by: Literal["name", "price"], way: Annotated[str, Query(pattern="^(ASC|DESC)$")]
):
    return (await session.execute(text(f"SELECT * FROM spot WHERE price < {price} ORDER BY {by} {way}"))).all()


@router.get("/find")
async def find(session: Session, term: str):
    await ordered(session, "name", "ASC", 5, 1)
    return (await search(session, term)).all()
