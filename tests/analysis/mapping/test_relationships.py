"""Relationships of mapped classes, however they are declared."""

# ruff: noqa: E501 (programs of one line)
from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import decode

HEAD = """\
from datetime import datetime
from typing import List, Optional
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, declared_attr, deferred, mapped_column, relationship
from sqlmodel import Field, Relationship, SQLModel


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"
    id = Column(Integer, primary_key=True)


class Hero(Base):
    __tablename__ = "heroes"
    id = Column(Integer, primary_key=True)
    team_id = Column(ForeignKey("teams.id"))
"""


def model(code: str) -> Model:
    """Return the model of one module."""
    return Model(Program([decode(code.encode(), Path("app.py"), PurePosixPath("app.py"), python=True)]))


@pytest.mark.parametrize(
    ("line", "several", "lazy", "target"),
    [
        ('other = relationship("Team")', False, "select", "Team"),
        ("other = relationship(Team, uselist=False)", False, "select", "Team"),
        ("other = relationship(lambda: Team)", False, "select", "Team"),
        ('other: Mapped["Team"] = relationship()', False, "select", "Team"),
        ('other: Mapped[List["Team"]] = relationship(lazy="selectin")', True, "selectin", "Team"),
        ('other = relationship("Team", secondary="links")', True, "select", "Team"),
        ('other = relationship("Team", lazy="dynamic")', False, "dynamic", "Team"),
        ('other = relationship("Hero")', True, "select", "Hero"),
        ('other = relationship("Hero", remote_side=[id])', False, "select", "Hero"),
    ],
)
def test_declarations(line: str, several: bool, lazy: str, target: str) -> None:
    """Its class, whether it is a collection, and how it is loaded come from annotation, options or foreign keys."""
    [found] = model(f"{HEAD}    {line}\n").mapping.relationships
    assert (found.name, found.several, found.lazy) == ("other", several, lazy)
    assert [cls.name for cls in found.targets] == [target]
    assert found.is_recursive == (target == "Hero")


@pytest.mark.parametrize("given", ['"heroes"', 'backref("heroes", order_by=id)'])
def test_backref(given: str) -> None:
    """A backref is a relationship of the other class, which expressions can read."""
    code = f'{HEAD}    team = relationship("Team", backref={given})\n\n\ndef read(team: Team):\n    return team.heroes[0].team\n'
    mapping = model(code).mapping
    [own, other] = mapping.relationships
    assert (own.name, own.backref, own.several) == ("team", False, False)
    assert (other.owner.name, other.name, other.backref, other.several) == ("Team", "heroes", True, True)


def test_deferred_columns() -> None:
    """A deferred column is read as a relationship is."""
    found = model(f"{HEAD}    body = deferred(Column(Text))\n    text = mapped_column(Text, deferred=True)\n")
    assert [(entry.name, entry.column) for entry in found.mapping.relationships] == [("body", True), ("text", True)]


def test_what_is_mapped() -> None:
    """Tables are mapped; schemas and the base are not."""
    code = f"{HEAD}\n\nclass Public(SQLModel):\n    id: int\n\n\nclass Row(Public, table=True):\n    pass\n\n\nclass Plain:\n    pass\n"
    found = model(code)
    assert {cls.name for cls in found.program.classes if found.mapping.is_mapped(cls)} == {"Team", "Hero", "Row"}


def test_keys() -> None:
    """The primary key of a class is its bases', too."""
    found = model(f"{HEAD}\n\nclass Captain(Hero):\n    rank: Mapped[int]\n")
    keys = {cls.name: found.mapping.keys_of(cls) for cls in found.program.classes}
    assert keys["Captain"] == keys["Hero"] == {"id"}
    assert not keys["Base"]
