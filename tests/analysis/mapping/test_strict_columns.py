"""Columns that are given what asyncpg refuses."""

from __future__ import annotations

from aiolift.analysis.mapping.strict_columns import refused
from tests.program.code import model_of

CODE = """\
import uuid
from datetime import UTC, datetime
from typing import Optional

import bcrypt
from pydantic import UUID4, BaseModel
from sqlalchemy import ARRAY, Column, DateTime, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def now():
    return datetime.now(UTC)


class Base(DeclarativeBase):
    pass


class Trip(Base):
    __tablename__ = "trip"
    id = Column(Integer, primary_key=True)
    code = Column(String, default=uuid.uuid4)
    guide: Mapped[Optional[str]] = mapped_column()
    seats = Column(Integer)
    tags = Column(ARRAY(String))
    made = Column(DateTime, default=now)
    changed = Column(DateTime(timezone=True), default=now)
    seen = Column(DateTime, default=lambda: datetime.now(UTC).replace(tzinfo=None))
    secret = Column(String)

    def lock(self, word):
        self.secret = bcrypt.hashpw(word, bcrypt.gensalt())


class TripIn(BaseModel):
    guide: UUID4 | None
    seats: str
    tags: bytes
    secret: str


class TripEdit(TripIn):
    seats: Optional[int] = None


class Other(BaseModel):
    elsewhere: str
    guide: UUID4
"""


def test_columns_that_are_given_another_type() -> None:
    """A schema that fits the class, a default and a method say what a column gets; another schema does not."""
    ((cls, columns),) = refused(model_of(CODE))
    assert cls.name == "Trip"
    assert [(one.column, one.kind, one.given, one.source) for one in columns] == [
        ("code", "str", "UUID", "uuid.uuid4"),
        ("guide", "str", "UUID4", "TripIn"),
        ("made", "datetime", "aware datetime", ""),
        ("seats", "int", "str", "TripIn"),
        ("secret", "str", "bytes", "bcrypt.hashpw"),
    ]
