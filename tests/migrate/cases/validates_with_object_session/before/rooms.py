from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, object_session, validates


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"
    id: Mapped[int] = mapped_column(primary_key=True)
    seats: Mapped[int]


class Booking(Base):
    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    people: Mapped[int]

    @validates("people")
    def fits(self, key, people):
        session = object_session(self)
        if session is not None:  # 저장된 예약을 고칠 때만 확인한다
            seats = session.scalar(select(Room.seats).where(Room.id == self.room_id))
            if people > seats:
                raise ValueError("자리가 모자랍니다")
        if people < 1:
            raise ValueError("한 명 이상")
        return people


def book(session: Session, room_id: int, people: int) -> Booking:
    booking = Booking(room_id=room_id, people=people)
    session.add(booking)
    session.commit()
    return booking


def resize(session: Session, booking_id: int, people: int) -> None:
    session.get_one(Booking, booking_id).people = people
    session.commit()
