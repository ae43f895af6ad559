"""The row that every service reads: an administrative division of the travel service, found by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from aiolift import Database
from aiolift.bench.server import server_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

ROWS = 1000

_PROVINCES = ("서울특별시", "부산광역시", "경기도", "강원특별자치도", "전라남도", "제주특별자치도")


class DivisionBase(SQLModel):
    """A province and one of its counties."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=10, unique=True)
    city_province: str = Field(max_length=50)
    city_county: str = Field(max_length=50)
    population: int = 0


class Division(DivisionBase, table=True):
    """Its table."""

    metadata = MetaData()  # its own, so that no other table is created or dropped
    __tablename__ = "aiolift_bench_division"


class DivisionRead(DivisionBase):
    """What every service answers."""


COLUMNS = tuple(DivisionBase.model_fields)


def code(number: int) -> str:
    """Return the code of the row `number`, from 1 to `ROWS`."""
    return f"D{number:05d}"


def rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of the table."""
    for number in range(1, ROWS + 1):
        yield {
            "id": number,
            "code": code(number),
            "city_province": _PROVINCES[number % len(_PROVINCES)],
            "city_county": f"{number}번째 군",
            "population": number * 997 % 500_000,
        }


async def fill(url: URL) -> str:
    """Make the table with its rows, and return what the server calls itself.

    :raises ConnectError: it cannot be reached.
    """
    database = Database(url, connect_retry=0)
    try:
        server = await server_name(database)
        await database.drop_tables(Division.metadata)  # of a run that was killed
        await database.create_tables(Division.metadata)
        async with database.session() as session:
            session.add_all([Division(**row) for row in rows()])
    finally:
        await database.dispose()
    return server


async def clear(url: URL) -> None:
    """Drop the table."""
    database = Database(url)
    try:
        await database.drop_tables(Division.metadata)
    finally:
        await database.dispose()
