"""The tables that the tests of the bulk load fill."""

import enum
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pydantic import field_validator
from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary, MetaData, Text, func
from sqlalchemy.dialects import mysql
from sqlmodel import Field, SQLModel

METADATA = MetaData()


class Level(enum.Enum):
    """Stored by name."""

    METROPOLITAN = "광역시"
    PROVINCE = "도"


class Place(SQLModel, table=True):
    """A row of ordinary width."""

    metadata = METADATA
    __tablename__ = "bulk_place"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=8, unique=True)
    name: str | None = Field(default=None, max_length=20)


class Everything(SQLModel, table=True):
    """A column of every kind."""

    metadata = METADATA
    __tablename__ = "bulk_everything"
    id: int | None = Field(default=None, primary_key=True)
    text: str | None = Field(default=None, sa_type=Text)
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    amount: Decimal | None = Field(default=None, max_digits=20, decimal_places=6)
    ratio: float | None = None
    flag: bool | None = None
    day: date | None = None
    moment: datetime | None = Field(default=None, sa_column=Column("at", mysql.DATETIME(fsp=6)))
    opens: time | None = Field(default=None, sa_column=Column(mysql.TIME(fsp=6)))
    took: timedelta | None = None
    document: Any = Field(default=None, sa_type=JSON, nullable=True)
    token: uuid.UUID | None = None
    level: Level | None = None


class Strict(SQLModel, table=True):
    """What the server alone refuses, and a column that its default fills."""

    metadata = METADATA
    __tablename__ = "bulk_strict"
    __table_args__ = (CheckConstraint("staff < 100"),)
    id: int | None = Field(default=None, primary_key=True)
    staff: int
    kind: str = Field(default="같음", max_length=10)


class Computed(SQLModel, table=True):
    """A column whose default is an SQL expression."""

    metadata = METADATA
    __tablename__ = "bulk_computed"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)
    made: int = Field(sa_column_kwargs={"default": func.abs(-9)})


class Validated(SQLModel, table=True):
    """A model with a validator of its own."""

    metadata = METADATA
    __tablename__ = "bulk_validated"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)

    @field_validator("name", mode="before")
    @classmethod
    def _strip(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value
