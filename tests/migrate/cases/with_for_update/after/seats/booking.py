from sqlalchemy import select as sa_select
from sqlalchemy.ext.asyncio import AsyncSession as SASession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from seats.models import Seat


class Taken(Exception):
    pass


async def book(session: AsyncSession, number: str, holder: str) -> Seat:
    """좌석을 잠그고 예약한다."""
    seat = (await session.exec(select(Seat).where(Seat.number == number).with_for_update())).one()
    if seat.holder:
        raise Taken(number)
    seat.holder = holder
    session.add(seat)
    await session.commit()
    await session.refresh(seat)
    return seat


async def next_free(session: AsyncSession) -> str | None:
    seat = (await session.exec(
        select(Seat).where(Seat.holder == None).order_by(Seat.number).limit(1).with_for_update(skip_locked=True)  # noqa: E711
    )).first()
    return seat.number if seat else None


async def release(session: SASession, number: str) -> None:
    seat = (await session.scalars(sa_select(Seat).filter(Seat.number == number).with_for_update(nowait=True))).one()
    await session.refresh(seat, with_for_update=True)
    seat.holder = None
    await session.commit()


async def swap(session: AsyncSession, a: str, b: str) -> None:
    first, second = [await session.get(Seat, number, with_for_update={"read": True}) for number in sorted([a, b])]
    first.holder, second.holder = second.holder, first.holder
    await session.commit()
