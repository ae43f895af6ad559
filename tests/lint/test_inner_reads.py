"""How a finding tells the way down to a relationship."""

from __future__ import annotations

from aiolift.lint.run import lint_files
from tests.lint.program import files

CODE = """
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Hotel(Base):
    __tablename__ = "hotel"
    id: Mapped[int] = mapped_column(primary_key=True)


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


async def label(session: AsyncSession):
    room = await session.get(Room, 1)
    return room.label, room.named()
"""


def test_a_finding_tells_each_step_down_to_the_read() -> None:
    """Properties are read and methods called, each in its line; the message shows what the caller has written."""
    found = [one for one in lint_files(files(CODE)).findings if one.code == "AL301"]
    assert [[(step.place.line, step.text) for step in one.chain] for one in found] == [
        [(24, "label calls self.named"), (27, "named reads self.hotel")],
        [(27, "named reads self.hotel")],
    ]
    assert [one.message.split("`")[1] for one in found] == ["room.label", "room.named()"]
