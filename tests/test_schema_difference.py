"""Models against a server: what was just created is equal, and what differs is named."""

import enum
import uuid
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Double,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

from aiolift import Database
from aiolift.schema_difference import ColumnChange, SchemaDifference, TableDifference


class Season(enum.Enum):
    """An enumeration whose values hold what SQL must quote."""

    SPRING = "spring"
    AUTUMN = "it's autumn, (or fall)"


class Wide(SQLModel, table=True):
    """Every type of column that a model has in practice."""

    metadata = MetaData()

    id: int | None = Field(default=None, primary_key=True)
    title: str
    name: str = Field(max_length=20, index=True, unique=True)
    nickname: str | None = Field(default=None, max_length=255)
    biography: str = Field(sa_column=Column(Text))
    motto: str = Field(sa_column=Column(Text(200)))
    active: bool
    verified: bool | None = None
    rating: float
    distance: float = Field(sa_column=Column(Double))
    price: Decimal = Field(max_digits=10, decimal_places=3)
    plain_price: Decimal
    born: date
    opens: time
    lasts: timedelta
    seen_at: datetime
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True)))
    season: Season
    season_by_value: Season | None = Field(
        sa_column=Column(Enum(Season, values_callable=lambda kind: [item.value for item in kind]))
    )
    settings: dict[str, Any] = Field(sa_column=Column(JSON))
    token: uuid.UUID
    old_token: uuid.UUID | None = None
    picture: bytes
    thumbnail: bytes = Field(max_length=200)
    scan: bytes = Field(sa_column=Column(LargeBinary(70_000)))
    views: int = Field(sa_type=BigInteger)
    stars: int = Field(sa_type=SmallInteger)
    country: str = Field(default="KR", max_length=2, sa_column_kwargs={"server_default": "KR", "comment": "ISO 3166"})


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """A Database that is empty."""
    database = Database(any_url)
    yield database
    await database.dispose()


@pytest.fixture
async def mysql_db(mysql_url: str) -> AsyncIterator[Database]:
    """A Database on MySQL or MariaDB that is empty."""
    database = Database(mysql_url)
    yield database
    await database.dispose()


async def execute(database: Database, *statements: str) -> None:
    """Run statements as somebody else would, who changes the tables by hand."""
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_created_tables_are_equal(db: Database) -> None:
    """Tables that were just created do not differ from their models, whatever the server makes of the types."""
    await db.create_tables(Wide.metadata)
    difference = await db.compare_tables(Wide.metadata)
    assert (str(difference), difference.is_empty) == ("the models and the server agree", True)


async def test_missing_and_extra_tables(db: Database) -> None:
    """A table that the server lacks is missing; one that the models lack is extra, unless it is Alembic's own."""
    models = MetaData()
    Table("member", models, Column("id", Integer, primary_key=True))
    Table("spot", models, Column("id", Integer, primary_key=True))
    await execute(
        db,
        "CREATE TABLE spot (id INTEGER PRIMARY KEY)",
        "CREATE TABLE old_log (id INTEGER PRIMARY KEY, place POINT)",
        "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)",
        "CREATE VIEW best_spot AS SELECT * FROM spot",
    )
    assert await db.compare_tables(models) == SchemaDifference(missing_tables=("member",), extra_tables=("old_log",))


async def test_columns_that_differ(db: Database) -> None:
    """Columns are missing, extra or changed, in type and in nullability, each with both sides as SQL."""
    models = MetaData()
    Table(
        "spot",
        models,
        Column("id", Integer, primary_key=True),
        Column("name", String(100), nullable=False),
        Column("note", String(20)),
        Column("stars", Integer),
        Column("rating", Integer),
    )
    await execute(
        db,
        "CREATE TABLE spot (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50), note VARCHAR(20) NOT NULL,"
        " stars DATE, legacy INTEGER)",
    )
    found = await db.compare_tables(models)
    assert found == SchemaDifference(
        changed_tables=(
            TableDifference(
                "spot",
                missing_columns=("rating",),
                extra_columns=("legacy",),
                changed_columns=(
                    ColumnChange("name", "type", model="VARCHAR(100)", server="VARCHAR(50)"),
                    ColumnChange("name", "nullable", model="NOT NULL", server="NULL"),
                    ColumnChange("note", "nullable", model="NULL", server="NOT NULL"),
                    ColumnChange("stars", "type", model="INTEGER", server="DATE"),
                ),
            ),
        )
    )
    assert str(found).splitlines() == [
        "spot.rating: the column is missing on the server",
        "spot.legacy: the column is not in the models",
        "spot.name: VARCHAR(100) in the model, VARCHAR(50) on the server",
        "spot.name: NOT NULL in the model, NULL on the server",
        "spot.note: NULL in the model, NOT NULL on the server",
        "spot.stars: INTEGER in the model, DATE on the server",
    ]


async def test_comments_and_indexes(mysql_db: Database) -> None:
    """What no statement of the application depends on, a comment or an index, is not a difference."""
    models = MetaData()
    Table(
        "spot",
        models,
        Column("id", Integer, primary_key=True),
        Column("name", String(9), index=True),
        comment="x",
    )
    await execute(mysql_db, "CREATE TABLE spot (id INTEGER PRIMARY KEY, name VARCHAR(9) DEFAULT 'x' COMMENT 'x')")
    assert not await mysql_db.compare_tables(models)


async def test_added_enumeration_value(mysql_db: Database) -> None:
    """A value that was added to an enumeration is a changed type."""
    models = MetaData()
    Table("trip", models, Column("id", Integer, primary_key=True), Column("season", Enum("spring", "autumn")))
    await execute(mysql_db, "CREATE TABLE trip (id INTEGER PRIMARY KEY, season ENUM('spring'))")
    found = await mysql_db.compare_tables(models)
    assert str(found) == "trip.season: ENUM('spring','autumn') in the model, ENUM('spring') on the server"


async def test_tables_of_another_schema(mysql_db: Database) -> None:
    """A model in another database of the same server is looked up there."""
    models = MetaData()
    Table("spot", models, Column("id", Integer, primary_key=True), schema=f"{mysql_db.url.database}_other")
    name = f"{mysql_db.url.database}_other.spot"
    try:
        await execute(mysql_db, f"CREATE DATABASE {mysql_db.url.database}_other")
        assert await mysql_db.compare_tables(models) == SchemaDifference(missing_tables=(name,))
        assert await mysql_db.create_tables(models) == [name]
        assert not await mysql_db.compare_tables(models)
    finally:
        await execute(mysql_db, f"DROP DATABASE {mysql_db.url.database}_other")
