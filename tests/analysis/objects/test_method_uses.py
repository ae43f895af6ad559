"""Where the properties and methods of mapped objects are asked for."""

from __future__ import annotations

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.method_uses import MethodUses
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
import logging
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel

log = logging.getLogger("app")


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)

    @property
    def label(self):
        return self.id

    def named(self):
        return self.id

    def __repr__(self):
        return "room"

    def __str__(self):
        return "a room"


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

    def __repr__(self):
        return "hero"


def show(room: Room, hero: Hero, other):
    return USE
"""


@pytest.mark.parametrize(
    ("use", "run"),
    [
        ("room.label", ["label"]),
        ("room.named()", ["named"]),
        ("room.named", []),
        ("Room.label", []),
        ("other.label", []),
        ('f"{room}"', ["__str__"]),
        ('f"{room!r}"', ["__repr__"]),
        ("str(room)", ["__str__"]),
        ("repr(room)", ["__repr__"]),
        ('"%s, %s" % (room, other)', ["__str__"]),
        ('"{}".format(room)', ["__str__"]),
        ('log.info("%s", room)', ["__str__"]),
        ('other.info("%s", room)', []),
        ("str(room.id)", []),
        ("repr(hero)", ["__repr__"]),
        ("str(hero)", []),  # SQLModel's own text
    ],
)
def test_what_runs_a_method(use: str, run: list[str]) -> None:
    """An attribute runs a property, a call a method, and a text the method that makes it."""
    model = Model(Program(files(CODE.replace("USE", use))))
    uses = MethodUses(model)
    names = ("label", "named", "__str__", "__repr__")
    found = {one.name for name in names for part in uses.of(name) for one in uses.targets(part)}
    assert sorted(found) == run
