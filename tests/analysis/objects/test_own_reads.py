"""What the properties and methods of mapped classes read of their own object."""

from __future__ import annotations

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from contextlib import suppress
from functools import cached_property

from sqlalchemy import ForeignKey, inspect, select
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class City(Base):
    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True)


class Hotel(Base):
    __tablename__ = "hotel"
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    city: Mapped[City] = relationship()
    rooms: Mapped[list["Room"]] = relationship(back_populates="hotel")

    @property
    def place(self):
        return self.city.id


class Named:
    @property
    def heading(self):
        return f"{self.label}!"


class Room(Named, Base):
    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    hotel_id: Mapped[int] = mapped_column(ForeignKey("hotel.id"))
    hotel: Mapped[Hotel] = relationship(back_populates="rooms")

    @property
    def label(self):
        BODY

    @cached_property
    def place(self):
        return self.hotel.place

    def renamed(self):
        return self.label


async def show(session: AsyncSession, hotel: Hotel):
    room = (await session.scalars(select(Room)OPTIONS)).one()
    return ASKED


def shown(room: Room):
    return room.label
"""


def _ways(body: str = "return self.hotel.id", asked: str = "room.label", options: str = "") -> list[list[str]]:
    """Return the way of each read that fails."""
    code = CODE.replace("BODY", body).replace("ASKED", asked).replace("OPTIONS", options)
    model = Model(Program(files(code)))
    found = Loading(model, AsyncSessions(model)).unloaded()
    return [[f"{step.name} {step.module.segment(step.node)}" for step in one.way] for one in found]


def test_what_a_property_reads_is_read_where_it_is_asked_for() -> None:
    """A property, a method and a property of another class read on behalf of their caller, step by step."""
    assert _ways() == [["label self.hotel"]]
    assert _ways(asked="room.renamed()") == [["renamed self.label", "label self.hotel"]]
    assert _ways(asked="room.place") == [["place self.hotel"]]
    assert _ways(asked="room.place", options=".options(joinedload(Room.hotel))") == [
        ["place self.hotel.place", "place self.city"]
    ]


@pytest.mark.parametrize(
    "asked",
    ["room.renamed", "shown(None)", "await room.awaitable_attrs.label", "Room.label", "shown(hotel.rooms[0])"],
)
def test_what_is_not_asked_for_reads_nothing(asked: str) -> None:
    """A method that is not called, a class's attribute, and an object from elsewhere are silent."""
    assert _ways(asked=asked) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("return self.hotel.id if 'hotel' not in inspect(self).unloaded else 0", id="asks"),
        pytest.param("with suppress(MissingGreenlet): return self.hotel.id", id="suppressed"),
        pytest.param("self.hotel = Hotel(); return self.hotel.id", id="assigned"),
        pytest.param("return self.hotel_id or self.hotel.id", id="key"),
        pytest.param("return [room for room in Hotel().rooms]", id="of another object"),
    ],
)
def test_a_property_that_can_do_without_the_relationship_is_right(body: str) -> None:
    """It asks whether it is loaded, catches the error, assigns to it, or has its key."""
    assert _ways(body) == []


def test_the_caller_can_have_loaded_it() -> None:
    """An option of the query is enough, and so is the property by its own name."""
    assert _ways(options=".options(joinedload(Room.hotel))") == []
    assert _ways(asked="(await room.awaitable_attrs.label, room.label)") == []
