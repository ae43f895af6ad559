from typing import Annotated

import fastapi as web
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException as StarletteError

from app import database, services
from app.errors import NotEnough
from app.models import Order, Seat
from app.services import Orders

router = APIRouter()
Db = Annotated[AsyncSession, Depends(database.in_finally)]
Right = Annotated[AsyncSession, Depends(database.right)]


@router.post("/1")
async def first(total: int, db: Db):
    db.add(Order(total=total))
    if total > 8:
        raise HTTPException(422, "too many")  # plant: AL703
    return total


@router.post("/2")
async def second(total: int, session=Depends(database.by_handler)):
    session.add_all([Order(total=total)])
    found = await session.scalar(select(Seat))
    if not found:
        raise web.HTTPException(status_code=404)  # plant: AL703
    return total


@router.post("/3")
async def third(total: int, session: AsyncSession = Depends(database.swallowing)):
    for number in range(total):
        if number > 3:
            raise StarletteError(409)  # plant: AL703
        session.add(Order(total=number))


@router.post("/4")
async def fourth(number: int, s: AsyncSession = Depends(database.nested_finally)):
    seat = await s.get(Seat, number)
    if seat is None:
        raise HTTPException(404)
    seat.taken = True
    if seat.id > 9:
        raise NotEnough()  # plant: AL703


@router.post("/5")
async def fifth(number: int, s: AsyncSession = Depends(database.by_unit)):
    await s.execute(delete(Seat).where(Seat.id == number))
    await services.find(s, number + 1)  # plant: AL703


@router.post("/6")
async def sixth(db: Db):
    await services.release(db)
    if not await services.ids(db):
        error = HTTPException(410)
        raise error  # plant: AL703


@router.post("/7")
async def seventh(total: int, orders: Orders = Depends()):
    await orders.check(total)
    return await orders.place(total)  # plant: AL703


@router.post("/8")
async def eighth(total: int, orders: Annotated[Orders, Depends()]):
    await orders.odd(total)
    raise HTTPException(418)  # plant: AL703


@router.post("/9")
async def ninth(number: int, session: Annotated[AsyncSession, Depends(database.saved)]):
    seat = await services.find(session, number)
    await session.delete(seat)
    try:
        total = int("x")
    except ValueError as error:
        raise HTTPException(400) from error  # plant: AL703
    return total


async def current(number: int, db: Db):
    db.add(Order(total=number))
    if number < 0:
        raise HTTPException(401)  # plant: AL703
    return number


@router.post("/10")
async def tenth(user=Depends(current)):
    return user


@router.post("/11")
async def eleventh(total: int, db: Db):
    if total:
        db.add(Order(total=total))
    else:
        db.add(Order(total=1))
    match total:
        case 7:
            raise HTTPException(400)  # plant: AL703


@router.post("/right/1")
async def right_first(total: int, db: Right):
    db.add(Order(total=total))
    if total > 8:
        raise HTTPException(422, "too many")


@router.post("/right/2")
async def right_second(total: int, db: Db):
    if total > 8:
        raise HTTPException(422, "too many")
    await services.find(db, total)
    db.add(Order(total=total))


@router.post("/right/3")
async def right_third(total: int, db: Db):
    db.add(Order(total=total))
    await db.commit()
    if total > 8:
        raise HTTPException(422, "stored, and too many")


@router.post("/right/4")
async def right_fourth(total: int, db: Db):
    try:
        db.add(Order(total=total))
        await db.flush()
    except IntegrityError:
        raise HTTPException(409)


@router.post("/right/5")
async def right_fifth(total: int, db: Db):
    async with db.begin_nested():
        db.add(Order(total=total))
        if total > 8:
            raise HTTPException(422)


@router.post("/right/6")
async def right_sixth(total: int, db: Db):
    async with database.Session() as own:
        own.add(Order(total=total))
        if total > 8:
            raise HTTPException(422)


@router.post("/right/7")
async def right_seventh(total: int, db: Db):
    try:
        db.add(Order(total=total))
        if total > 8:
            raise HTTPException(422)
    except HTTPException:
        await db.rollback()
        raise


@router.post("/right/8")
async def right_eighth(total: int, db: AsyncSession = Depends(database.begun)):
    db.add(Order(total=total))
    if total > 8:
        raise HTTPException(422, "too many")


@router.post("/right/9")
async def right_ninth(total: int, db: AsyncSession = Depends(database.flagged)):
    db.add(Order(total=total))
    if total > 8:
        raise HTTPException(422, "too many")


@router.post("/right/10")
async def right_tenth(total: int, db: AsyncSession = Depends(database.rolled_back)):
    order = Order(total=total)
    order.total = 3
    db.add(order)
    if total > 8:
        raise HTTPException(422, "too many")


@router.get("/kept")
async def with_kept(unit=Depends(database.kept_unit), other=Depends(database.dropped_unit)):
    return unit is other
