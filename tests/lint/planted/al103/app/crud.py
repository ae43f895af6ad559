from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Spot


def typed(session: AsyncSession, name: str):  # plant: AL103
    return session.exec(select(Spot).where(Spot.name == name)).all()


def untyped(db, number):  # plant: AL103
    spot = db.get(Spot, number)
    return spot.name


def delayed(session: CoreSession, spot):  # plant: AL103
    session.add(spot)
    session.commit()


def in_a_condition(session: AsyncSession, number):  # plant: AL103
    if session.get(Spot, number):
        return True
    return False


def iterated(session: AsyncSession):  # plant: AL103
    return [spot.name for spot in session.exec(select(Spot))]


async def stored(session: AsyncSession, spot):
    session.add(spot)
    await session.flush()


def handing_on(session: AsyncSession, spot):  # plant: AL103
    stored(session, spot)
    return spot


def returned(session: AsyncSession, number):
    return session.get(Spot, number)


def put(session: AsyncSession, spot):
    session.add(spot)
    session.expire(spot)


def refreshed(session: AsyncSession, *spots):
    return [session.refresh(spot) for spot in spots]


def in_sync(db, number):
    return db.get(Spot, number)
