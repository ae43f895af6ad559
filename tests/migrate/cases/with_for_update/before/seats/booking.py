from sqlalchemy.orm import Session as SASession
from sqlmodel import Session, select

from seats.models import Seat


class Taken(Exception):
    pass


def book(session: Session, number: str, holder: str) -> Seat:
    """좌석을 잠그고 예약한다."""
    seat = session.exec(select(Seat).where(Seat.number == number).with_for_update()).one()
    if seat.holder:
        raise Taken(number)
    seat.holder = holder
    session.add(seat)
    session.commit()
    session.refresh(seat)
    return seat


def next_free(session: Session) -> str | None:
    seat = session.exec(
        select(Seat).where(Seat.holder == None).order_by(Seat.number).limit(1).with_for_update(skip_locked=True)  # noqa: E711
    ).first()
    return seat.number if seat else None


def release(session: SASession, number: str) -> None:
    seat = session.query(Seat).filter(Seat.number == number).with_for_update(nowait=True).one()
    session.refresh(seat, with_for_update=True)
    seat.holder = None
    session.commit()


def swap(session: Session, a: str, b: str) -> None:
    first, second = (session.get(Seat, number, with_for_update={"read": True}) for number in sorted([a, b]))
    first.holder, second.holder = second.holder, first.holder
    session.commit()
