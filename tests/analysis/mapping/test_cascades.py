"""What a relationship's `cascade` does to related objects."""

from __future__ import annotations

import pytest

from aiolift.analysis.mapping.cascades import owners_of_orphans, refreshed_along
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, relationship
from sqlmodel import Relationship


class Base(DeclarativeBase):
    pass


class Child(Base):
    __tablename__ = "child"
    BACK


class Parent(Base):
    __tablename__ = "parent"
    children: Mapped[list[Child]] = CALL
"""


@pytest.mark.parametrize(
    ("call", "back", "refreshed", "orphans"),
    [
        ("relationship()", "", False, False),
        ('relationship(cascade="save-update, refresh-expire")', "", True, False),
        ('relationship(cascade="all, delete-orphan")', "", True, True),
        ("Relationship(cascade_delete=True)", "", True, True),
        ('Relationship(sa_relationship_kwargs={"cascade": "all"})', "", True, False),
        ("None", 'parent: Mapped["Parent"] = relationship(backref=backref("many", cascade="all"))', True, False),
    ],
)
def test_cascades(call: str, back: str, refreshed: bool, orphans: bool) -> None:
    """SQLAlchemy's words, SQLModel's option, and those of a back reference."""
    code = CODE.replace("CALL", call).replace("BACK", back or "pass")
    model = Model(Program(files(code)))
    [child] = model.program.classes_named("Child")
    [parent] = model.program.classes_named("Parent")
    assert refreshed_along(model.mapping, [parent]) == ({child} if refreshed else set())
    assert owners_of_orphans(model.mapping, [child]) == ({parent} if orphans else set())
