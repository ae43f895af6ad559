"""Where `lazy="selectin"` is written."""

# ruff: noqa: E501 (one line of code before, one after)
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

SQLMODEL = """\
from sqlalchemy.orm import relationship
from sqlmodel import Field, Relationship, Session, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = {declared}

    def __repr__(self):
        return f"{{self.team}}"


def save(session: Session):
    session.commit()
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Relationship()", 'Relationship(sa_relationship_kwargs={"lazy": "selectin"})'),
        ('Relationship(sa_relationship_kwargs={"lazy": "select"})', 'Relationship(sa_relationship_kwargs={"lazy": "selectin"})'),
        ('Relationship(sa_relationship_kwargs={"uselist": False})', 'Relationship(sa_relationship_kwargs={"lazy": "selectin", "uselist": False})'),
        ("Relationship(sa_relationship_kwargs=dict(uselist=False))", 'Relationship(sa_relationship_kwargs=dict(uselist=False, lazy="selectin"))'),
        ("Relationship(sa_relationship_kwargs={})", 'Relationship(sa_relationship_kwargs={"lazy": "selectin"})'),
        ('Relationship(sa_relationship=relationship("Team"))', 'Relationship(sa_relationship=relationship("Team", lazy="selectin"))'),
        ('Relationship(sa_relationship_kwargs={"lazy": "joined"})', 'Relationship(sa_relationship_kwargs={"lazy": "joined"})'),
    ],
)  # fmt: skip
def test_sqlmodel(tmp_path: Path, before: str, after: str) -> None:
    """Each way in which SQLModel takes options gets the default; what is loaded already stays."""
    plan, text = plan_of(tmp_path, SQLMODEL.format(declared=before))
    assert f"team: Team | None = {after}\n" in text
    noted = [note.what for note in plan.notes if "Hero.team" in note.what]
    assert noted == (
        [] if before == after else ["Hero.team is loaded with every Hero: Hero.__repr__ reads it and cannot await"]
    )


def test_backref_of_two_classes_of_one_name(tmp_path: Path) -> None:
    """A backref is written once, where a schema has the name of the model that it is on."""
    (tmp_path / "schemas.py").write_text(
        "from pydantic import BaseModel\n\n\nclass User(BaseModel):\n    id: int\n", "utf-8"
    )
    source = """\
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Session, declarative_base, relationship
from users import seen

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)

    def __repr__(self):
        return str([one.posts for one in seen()])


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", backref="posts")


def save(session: Session):
    print([user for user in session.query(User)])
    session.commit()
"""
    _, after = plan_of(tmp_path, source)
    assert '    user = relationship("User", backref=backref("posts", lazy="selectin"))\n' in after
