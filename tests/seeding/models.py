"""The tables that the tests of seeding fill."""

import enum
import uuid
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic import EmailStr, NaiveDatetime, ValidationInfo, field_validator, model_validator
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, MetaData, Numeric, SmallInteger, String, func
from sqlmodel import Field, SQLModel

METADATA = MetaData()


class Level(enum.Enum):
    """Stored by name, written by value."""

    METROPOLITAN = "광역시"
    PROVINCE = "도"


class Division(SQLModel, table=True):
    """As the travel service has it: no index on its natural key."""

    metadata = METADATA
    __tablename__ = "seed_division"
    id: int | None = Field(default=None, primary_key=True)
    city_province: str = Field(max_length=40)
    city_county: str = Field(max_length=40)


class City(SQLModel, table=True):
    """One column of every usual kind."""

    metadata = METADATA
    __tablename__ = "seed_city"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=8, min_length=1, unique=True)
    name: str = Field(max_length=10)
    population: int = Field(default=0, ge=0)
    area: Decimal | None = Field(default=None, max_digits=8, decimal_places=2)
    founded: date | None = None
    level: Level | None = None
    is_capital: bool = False


class Detail(SQLModel, table=True):
    """Columns of the rarer kinds."""

    metadata = METADATA
    __tablename__ = "seed_detail"
    code: str = Field(max_length=8, primary_key=True)
    email: EmailStr | None = Field(default=None, max_length=20)
    short: int | None = Field(default=None, sa_type=SmallInteger)
    long: int | None = Field(default=None, sa_type=BigInteger)
    ratio: float | None = None
    whole: Decimal | None = None
    price: Decimal | None = Field(default=None, sa_type=Numeric(5, 1))
    seen_at: datetime | None = None
    local_time: NaiveDatetime | None = None
    opens: time | None = None
    token: uuid.UUID | None = None
    tags: list[str] | None = Field(default=None, sa_type=JSON)
    comment: str | None = Field(default=None, sa_column=Column("remark", String(5)))


class Defaulted(SQLModel, table=True):
    """Columns that a file may leave out, each for another reason."""

    metadata = METADATA
    __tablename__ = "seed_defaulted"
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(max_length=10)
    constant: str = Field(default="같음", max_length=10)
    by_column: int = Field(sa_column_kwargs={"default": 7})
    by_call: int = Field(sa_column_kwargs={"default": lambda: 8})
    by_expression: int = Field(sa_column_kwargs={"default": func.abs(-9)})
    by_server: int = Field(sa_column_kwargs={"server_default": "10"})
    blank: int | None = None


class Shop(SQLModel, table=True):
    """A model with validators of its own, and an alias."""

    metadata = METADATA
    __tablename__ = "seed_shop"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10, alias="shopName")
    slug: str | None = Field(default=None, max_length=20, sa_type=String(8), schema_extra={"validate_default": True})
    open: bool
    low: int = 0
    high: int = 0

    @field_validator("open", mode="before")
    @classmethod
    def _read_korean(cls, value: Any) -> Any:
        return {"예": True, "아니오": False}.get(value, value)

    @field_validator("slug", mode="before")
    @classmethod
    def _derive(cls, value: Any, info: ValidationInfo) -> Any:
        return value or info.data.get("name", "").lower()

    @model_validator(mode="after")
    def _check_order(self) -> "Shop":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Branch(SQLModel, table=True):
    """Refused by the database only: a foreign key and a check."""

    metadata = METADATA
    __tablename__ = "seed_branch"
    __table_args__ = (CheckConstraint("staff < 100"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)
    staff: int = 0
    city_code: str = Field(max_length=8, foreign_key="seed_city.code")


class Tagged(SQLModel, table=True):
    """A key of two columns that are not both text, with a unique index."""

    metadata = METADATA
    __tablename__ = "seed_tagged"
    day: date = Field(primary_key=True)
    number: int = Field(primary_key=True)
    text: str = Field(max_length=200)
