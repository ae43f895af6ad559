"""How a finding tells the way down to a relationship."""

from __future__ import annotations

from aiolift.lint.run import lint_files
from tests.lint.program import files

CODE = """
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Hotel(Base):
    __tablename__ = "hotel"
    id: Mapped[int] = mapped_column(primary_key=True)
    parts: Mapped[list["Part"]] = relationship()


class Part(Base):
    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)
    hotel_id: Mapped[int] = mapped_column(ForeignKey("hotel.id"))


class Room(Base):
    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    hotel_id: Mapped[int] = mapped_column(ForeignKey("hotel.id"))
    hotel: Mapped[Hotel] = relationship()

    @property
    def label(self):
        return self.named()

    def named(self):
        return self.hotel.id

    @property
    def parts(self):
        return [part.id for part in self.hotel.parts]


async def label(session: AsyncSession):
    room = await session.get(Room, 1)
    return room.label, room.named()


async def parts(session: AsyncSession):
    room = await session.get(Room, 1, options=[joinedload(Room.hotel)])
    return room.label, room.parts
"""


def test_a_finding_tells_each_step_down_to_the_read() -> None:
    """Properties are read and methods called, each in its line; the message shows what the caller has written."""
    found = [one for one in lint_files(files(CODE)).findings if one.code == "AL301"]
    assert [[(step.place.line, step.text) for step in one.chain] for one in found] == [
        [(31, "label calls self.named"), (34, "named reads self.hotel")],
        [(34, "named reads self.hotel")],
        [(38, "parts reads self.hotel.parts")],
    ]
    assert [one.message.split("`")[1] for one in found] == ["room.label", "room.named()", "room.parts"]


def test_the_option_to_add_leads_to_what_is_read() -> None:
    """It begins at the class that is asked for."""
    found = [one.help for one in lint_files(files(CODE)).findings if one.code == "AL301"]
    assert found[0] == "load it with the query: .options(selectinload(Room.hotel))"
    assert found[-1] == "load it with the query: .options(selectinload(Room.hotel).selectinload(Hotel.parts))"
