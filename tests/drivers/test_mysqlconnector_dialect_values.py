"""The dialect's values: what is stored comes back, one row or a thousand at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Integer, MetaData, Table, bindparam, func, insert, select, text
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class TestValues:
    """What is stored comes back."""

    COLUMNS = """
        id INT PRIMARY KEY, words VARCHAR(100), long_words LONGTEXT, content LONGBLOB, fixed BINARY(3), amount
        DECIMAL(30, 10), ratio DOUBLE, single FLOAT, big BIGINT UNSIGNED, flag BOOL, bits BIT(10), born DATE, at
        DATETIME(6), seen TIMESTAMP(3) NULL, length TIME(6), year YEAR, kind ENUM('a', '한글'), tags SET('x', 'y'),
        data JSON
    """
    ROW: dict[str, Any] = {  # noqa: RUF012 -- a constant
        "id": 1,
        "words": "한글 👩‍👩‍👧 100% %s ' \" \\ \n",
        "long_words": "긴 글 " * 100_000,
        "content": bytes(range(256)) * 1000,
        "fixed": b"\x00\xff'",
        "amount": Decimal("12345678901234567890.0123456789"),
        "ratio": 0.1,
        "single": 0.5,
        "big": 2**64 - 1,
        "flag": True,
        "bits": 0b1000000001,
        "born": dt.date(2024, 2, 29),
        "at": dt.datetime(2024, 2, 29, 23, 59, 59, 999999),
        "seen": dt.datetime(2024, 2, 29, 23, 59, 59, 999000),
        "length": -dt.timedelta(hours=800, microseconds=1),
        "year": 2024,
        "kind": "한글",
        "tags": {"x", "y"},
        "data": '{"a": ["한글", 1.5, null]}',
    }

    @pytest.fixture
    async def connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection with a table that has a column of every kind."""
        async with engine.connect() as connection:
            await connection.execute(text("SET sql_mode = 'ALLOW_INVALID_DATES'"))
            await connection.execute(text(f"CREATE TABLE t ({self.COLUMNS})"))
            yield connection

    @pytest.mark.parametrize("stream", [False, True])
    async def test_round_trip(self, connection: AsyncConnection, stream: bool) -> None:
        """Every type comes back as the Python type that SQLAlchemy expects, streamed or not."""
        names = ", ".join(f":{name}" for name in self.ROW)
        values = {**self.ROW, "tags": "x,y"}
        await connection.execute(text(f"INSERT INTO t VALUES ({names})"), values)
        result = await connection.stream(text("SELECT * FROM t"), execution_options={"stream_results": stream})
        row = await result.mappings().one()
        assert dict(row) == self.ROW
        assert {name: type(value) for name, value in row.items()} == {
            **{name: type(value) for name, value in self.ROW.items()},
            "flag": int,
        }

    async def test_nulls(self, connection: AsyncConnection) -> None:
        """NULL is None in every column, as a value and as a parameter."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, :null)"), {"null": None})
        [row] = (await connection.execute(text("SELECT * FROM t"))).all()
        assert row == (1, *[None] * (len(self.ROW) - 1))

    async def test_dates_that_are_none(self, connection: AsyncConnection) -> None:
        """A date that Python does not have is None."""
        await connection.execute(text("INSERT INTO t (id, born, at) VALUES (1, '0000-00-00', '2024-02-31 00:00:00')"))
        assert (await connection.execute(text("SELECT born, at FROM t"))).all() == [(None, None)]

    async def test_columns_of_the_dialect(self, engine: AsyncEngine) -> None:
        """The types of SQLAlchemy's MySQL dialect work on top of it."""
        table = Table(
            "typed",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("bits", mysql.BIT(10)),
            Column("length", mysql.TIME(fsp=6)),
            Column("tags", mysql.SET("x", "y")),
            Column("kind", mysql.ENUM("a", "b")),
            Column("year", mysql.YEAR),
            Column("data", JSON),
        )
        row = {
            "id": 1,
            "bits": 513,
            "length": dt.time(1, 2, 3, 4),
            "tags": {"x", "y"},
            "kind": "b",
            "year": 1999,
            "data": {"a": [None, True, 1.5, "한글"]},
        }
        async with engine.begin() as connection:
            await connection.run_sync(table.metadata.create_all)
            await connection.execute(insert(table), [row])
            assert (await connection.execute(select(table))).mappings().one() == row

    async def test_percent(self, connection: AsyncConnection) -> None:
        """A percent sign in text SQL, in a LIKE pattern, in a name and as an operator is a percent sign."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, :words)"), {"words": "100%something"})
        found = text("SELECT words FROM t WHERE words LIKE '%some%' AND words LIKE :pattern AND 7 % 4 = 3")
        assert await connection.scalar(found, {"pattern": "100%"}) == "100%something"
        assert (await connection.exec_driver_sql("SELECT 5 %% 3 AS `a%%s`")).mappings().all() == [{"a%s": 2}]
        assert await connection.scalar(select(bindparam("n", 7) % 4)) == 3

    async def test_collation_of_parameters(self, connection: AsyncConnection) -> None:
        """A parameter that is cast can be compared with a column."""
        await connection.execute(text("INSERT INTO t (id, words) VALUES (1, 'a')"))
        assert await connection.scalar(text("SELECT id FROM t WHERE words = CAST(:w AS CHAR(10))"), {"w": "a"}) == 1


class Base(DeclarativeBase):
    """The models of this module."""


class Item(Base):
    """A model."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(mysql.VARCHAR(50), unique=True)


class TestBulk:
    """Many rows at once, through SQLAlchemy."""

    @pytest.fixture
    async def connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection with a table `item`."""
        async with engine.connect() as connection:
            await connection.run_sync(Base.metadata.create_all)
            yield connection

    async def statements(self, connection: AsyncConnection) -> int:
        """How many statements the session has sent."""
        row = (await connection.execute(text("SHOW SESSION STATUS LIKE 'Questions'"))).one()
        return int(row[1])

    async def test_insert(self, connection: AsyncConnection) -> None:
        """A thousand rows are one statement."""
        before = await self.statements(connection)
        rows = [{"id": n, "name": f"name {n}"} for n in range(1, 1001)]
        assert (await connection.execute(insert(Item), rows)).rowcount == 1000
        assert await self.statements(connection) == before + 2
        assert await connection.scalar(select(func.count()).select_from(Item)) == 1000

    async def test_upsert(self, connection: AsyncConnection) -> None:
        """So are a thousand rows of the dialect's own upsert, in the server's syntax."""
        statement = mysql.insert(Item)
        statement = statement.on_duplicate_key_update(name=statement.inserted.name)
        rows = [{"id": n, "name": f"name {n}"} for n in range(1, 1001)]
        before = await self.statements(connection)
        await connection.execute(statement, rows)
        await connection.execute(statement, [{**row, "name": f"{row['name']}!"} for row in rows])
        assert await self.statements(connection) == before + 3
        assert await connection.scalar(select(func.count()).where(Item.name.endswith("!"))) == 1000

    async def test_unit_of_work(self, connection: AsyncConnection) -> None:
        """New objects get their ids, and changed ones are written back."""

        def work(sync_connection: Any) -> list[tuple[int, str]]:
            with Session(sync_connection) as session:
                items = [Item(name=f"name {n}") for n in range(3)]
                session.add_all(items)
                session.flush()
                for item in items:
                    item.name += "!"
                session.flush()
                return [(item.id, item.name) for item in items]

        assert await connection.run_sync(work) == [(1, "name 0!"), (2, "name 1!"), (3, "name 2!")]

    async def test_integrity(self, connection: AsyncConnection) -> None:
        """A violated constraint is an IntegrityError, after which the connection goes on."""
        await connection.execute(insert(Item).values(id=1, name="a"))
        with pytest.raises(IntegrityError):
            await connection.execute(insert(Item).values(id=2, name="a"))
        assert await connection.scalar(select(func.count()).select_from(Item)) == 1
