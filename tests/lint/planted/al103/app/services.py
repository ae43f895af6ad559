import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import crud
from app.models import Spot
from infrastructure import SessionLocal, get_session

router = APIRouter()
Session = Annotated[AsyncSession, Depends(get_session)]


class Spots:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def every(self):  # plant: AL103
        result = self.session.exec(select(Spot))
        return result.all()

    def remove(self, spot):  # plant: AL103
        db = self.session
        db.delete(spot)
        db.add(spot)

    def find(self, number):
        return self.session.get(Spot, number)

    async def one(self, number):
        return await self.find(number)


class Base:
    def __init__(self, db) -> None:
        self._db = db

    @property
    def first(self):  # plant: AL103
        return self._db.exec(select(Spot)).first()

    def name(self, number):  # plant: AL103
        return f"{self._db.get(Spot, number)}"


def page(session: Session):
    async def inside():
        return await session.get(Spot, 1)

    return inside()


@router.get("/spots")
def spots(session: Session):  # plant: AL103
    return session.exec(select(Spot)).all()


@router.get("/spots/{number}")
async def spot(session: Session, number: int):
    await crud.refreshed(session)[0]
    await asyncio.gather(*crud.refreshed(session, *crud.typed(session, "a")))
    crud.delayed(session, Spot())
    crud.put(session, Spot())
    crud.handing_on(session, Spot())
    await crud.returned(session, crud.untyped(session, number))
    await session.run_sync(crud.in_sync, 1)
    await page(session)
    found = Base(session)
    return found.first, found.name(1), Spots(session).every()


def nested(session: AsyncSession, rows):
    def write(row):  # plant: AL103
        session.merge(row)

    for row in rows:
        write(row)


async def opened():
    async with SessionLocal() as session:
        nested(session, [])
        return crud.in_a_condition(session, 1), crud.iterated(session), await Spots(session).one(1)
