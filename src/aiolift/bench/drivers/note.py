"""The rows that are read and written."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

ROWS = 1000


class BenchNote(SQLModel, table=True):
    """A row of ordinary width, read by its unique code or with all the others."""

    metadata = MetaData()  # its own, so that no other table is created or dropped
    __tablename__ = "aiolift_bench_note"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    title: str = Field(max_length=100)
    stars: int
    price: float
    written: datetime


class BenchEntry(SQLModel, table=True):
    """A row that is inserted, one in each transaction."""

    metadata = BenchNote.metadata
    __tablename__ = "aiolift_bench_entry"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)


def code(number: int) -> str:
    """Return the code of one of the rows; any whole number has one."""
    return f"N{number % ROWS:06d}"


def notes() -> list[BenchNote]:
    """Return all rows."""
    written = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        BenchNote(code=code(number), title=f"서울 여행 {number}", stars=number % 6, price=number / 4, written=written)
        for number in range(ROWS)
    ]
