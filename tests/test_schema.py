"""Tables are created once, dropped, and listed; what cannot be created is explained before anything is."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, event, text
from sqlmodel import Field, SQLModel

from aiolift import Database
from aiolift.errors import MissingPackageError, SchemaError
from aiolift.schema import existing_tables


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


@pytest.fixture
async def sqlite_db() -> AsyncIterator[Database]:
    """A Database on SQLite that is empty, where the server makes no difference."""
    database = Database("sqlite://")
    yield database
    await database.dispose()


@pytest.fixture
def models() -> MetaData:
    """Two tables, one of which refers to the other."""
    metadata = MetaData()
    Table("spot", metadata, Column("id", Integer, primary_key=True), Column("member", ForeignKey("member.id")))
    Table("member", metadata, Column("id", Integer, primary_key=True))
    return metadata


async def test_create_and_drop(db: Database, models: MetaData) -> None:
    """Creating returns the tables that were missing, dropping those that existed, in any order of their references."""
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE member (id INTEGER PRIMARY KEY)"))
    assert await db.create_tables(models) == ["spot"]
    assert await db.create_tables(models) == []
    assert await db.table_names() == ["member", "spot"]
    assert await db.drop_tables(models) == ["member", "spot"]
    assert await db.drop_tables(models) == []
    assert await db.table_names() == []


async def test_existing_tables(db: Database, models: MetaData) -> None:
    """Those tables of the models that are on the server are told apart from the others, on both sides."""
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE member (id INTEGER PRIMARY KEY)"))
        await connection.execute(text("CREATE TABLE other (id INTEGER PRIMARY KEY)"))
    assert await existing_tables(db, models) == ["member"]


async def test_dropping_leaves_other_tables(db: Database, models: MetaData) -> None:
    """A table that is not in the models stays."""
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE other (id INTEGER PRIMARY KEY)"))
    await db.create_tables(models)
    await db.drop_tables(models)
    assert await db.table_names() == ["other"]


async def test_views_are_not_tables(db: Database, models: MetaData) -> None:
    """A view is not among the tables."""
    await db.create_tables(models)
    async with db.engine.begin() as connection:
        await connection.execute(text("CREATE VIEW newest AS SELECT * FROM spot"))
    assert await db.table_names() == ["member", "spot"]


async def test_two_databases_create_once(any_url: str, models: MetaData) -> None:
    """Of several workers that start at once, each table is created by one, and none fails."""
    workers = [Database(any_url) for _ in range(4)]
    created = await asyncio.gather(*(worker.create_tables(models) for worker in workers))
    for worker in workers:
        await worker.dispose()
    assert sorted(created) == [[], [], [], ["member", "spot"]]


async def test_default_is_sqlmodel_metadata(sqlite_db: Database) -> None:
    """Without a metadata, the tables of every imported SQLModel class are meant."""

    class SchemaDefault(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    try:
        assert "schemadefault" in await sqlite_db.create_tables()
    finally:
        SQLModel.metadata.remove(SchemaDefault.__table__)  # type: ignore[attr-defined]


async def test_string_without_length(mysql_db: Database) -> None:
    """A String without a length names its table, its column and the fix, and no table at all is created."""
    models = MetaData()
    Table("a_good_one", models, Column("id", Integer, primary_key=True))
    Table("member", models, Column("id", Integer, primary_key=True), Column("email", String), Column("name", String))
    with pytest.raises(SchemaError, match=r"member\.email: .*; give it one: .*\. member\.name: "):
        await mysql_db.create_tables(models)
    assert await mysql_db.table_names() == []


async def test_statement_that_the_server_refuses(mysql_db: Database) -> None:
    """What only the server can know is an error that shows its words and the statement."""
    models = MetaData()
    Table("member", models, Column("id", Integer, primary_key=True))
    Table("post", models, Column("id", Integer, primary_key=True), Column("member", String(9), ForeignKey("member.id")))
    with pytest.raises(SchemaError, match=r"CREATE TABLE post .*(3780|1005)"):
        await mysql_db.create_tables(models)


async def test_dropping_what_others_refer_to(mysql_db: Database, models: MetaData) -> None:
    """A table that a table outside the models refers to is not dropped, and the error says so."""
    await mysql_db.create_tables(models)
    only_member = MetaData()
    Table("member", only_member, Column("id", Integer, primary_key=True))
    with pytest.raises(SchemaError, match=r"DROP TABLE .?member.*(3730|1451)"):
        await mysql_db.drop_tables(only_member)
    assert await mysql_db.table_names() == ["member", "spot"]


@pytest.mark.parametrize("method", ["create_tables", "drop_tables", "compare_tables"])
async def test_no_models(sqlite_db: Database, method: str) -> None:
    """A metadata without tables is a mistake, since no models were imported, and not an empty success."""
    with pytest.raises(SchemaError, match="Import the modules that hold the models"):
        await getattr(sqlite_db, method)(MetaData())


async def test_without_alembic(sqlite_db: Database, models: MetaData, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing without Alembic says what to install; creating needs none."""
    monkeypatch.setitem(sys.modules, "alembic", None)
    await sqlite_db.create_tables(models)
    with pytest.raises(MissingPackageError, match=r"pip install 'aiolift\[tools\]'"):
        await sqlite_db.compare_tables(models)


async def test_existing_tables_cost_no_statement(db: Database, models: MetaData) -> None:
    """Where every table exists, nothing that changes the schema is sent."""
    await db.create_tables(models)
    sent: list[str] = []
    event.listen(
        db.engine.sync_engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: sent.append(statement)
    )
    await db.create_tables(models)
    assert [statement for statement in sent if "CREATE" in statement.upper()] == []
