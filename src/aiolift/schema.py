"""The tables of a metadata: create them, drop them, list what the server has, and compare the two."""

from __future__ import annotations

import textwrap
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import CompileError, DBAPIError

from aiolift import schema_difference, server_errors
from aiolift.errors import SchemaError
from aiolift.schema_difference import SchemaDifference

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection, Dialect, MetaData, Table

    from aiolift.database import Database

__all__ = ["SchemaDifference", "compare_tables", "create_tables", "drop_tables", "existing_tables", "table_names"]

#: Held while tables are created or dropped, so that of several workers starting at once one does it.
LOCK = "aiolift.schema"


async def create_tables(database: Database, metadata: MetaData) -> list[str]:
    """Create the tables of `metadata` that are missing, and return their names, sorted.

    Nothing is created where one of the columns has a type that this server cannot have.

    :raises SchemaError: `metadata` has no tables, a column lacks what its type needs (on MySQL, a String its length),
        or the server refuses a statement.
    """
    _require_tables(metadata)
    _check_types(metadata, database.engine.dialect)
    async with database.lock(LOCK), _explained():
        if len(await existing_tables(database, metadata)) == len(metadata.tables):
            return []  # as at most starts, where a transaction that writes would wait for nothing
        async with database.engine.begin() as connection:
            return await connection.run_sync(_create, metadata)


async def drop_tables(database: Database, metadata: MetaData) -> list[str]:
    """Drop the tables of `metadata` that exist, and return their names, sorted. Their rows are lost.

    :raises SchemaError: `metadata` has no tables, or the server refuses a statement, as where another table refers to
        one of these.
    """
    _require_tables(metadata)
    async with database.lock(LOCK), _explained(), database.engine.begin() as connection:
        return await connection.run_sync(_drop, metadata)


async def table_names(database: Database) -> list[str]:
    """Return the names of the tables in the database, sorted. Views are not tables."""
    async with database.read_engine.connect() as connection:
        return sorted(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def existing_tables(database: Database, metadata: MetaData) -> list[str]:
    """Return the names of those tables of `metadata` that the server has, sorted."""
    async with database.read_engine.connect() as connection:
        return _names(await connection.run_sync(_existing, metadata))


async def compare_tables(database: Database, metadata: MetaData) -> SchemaDifference:
    """Say where the tables of `metadata` and those of the server differ.

    Columns are compared by name, type and nullability. Indexes, constraints and server defaults are not compared.

    :raises SchemaError: `metadata` has no tables.
    :raises MissingPackageError: Alembic, which does the comparison, is not installed.
    """
    _require_tables(metadata)
    schema_difference.require_alembic()
    async with database.read_engine.connect() as connection:
        return await connection.run_sync(schema_difference.compare, metadata)


def _create(connection: Connection, metadata: MetaData) -> list[str]:
    existing = _existing(connection, metadata)
    missing = [table for table in metadata.tables.values() if table not in existing]
    metadata.create_all(connection, tables=missing)
    return _names(missing)


def _drop(connection: Connection, metadata: MetaData) -> list[str]:
    existing = _existing(connection, metadata)
    metadata.drop_all(connection, tables=existing)
    return _names(existing)


def _existing(connection: Connection, metadata: MetaData) -> list[Table]:
    server = inspect(connection)
    return [table for table in metadata.tables.values() if server.has_table(table.name, table.schema)]


def _names(tables: list[Table]) -> list[str]:
    return sorted(table.fullname for table in tables)


def _require_tables(metadata: MetaData) -> None:
    if not metadata.tables:
        raise SchemaError(
            "there are no tables: no class with table=True is defined on this metadata yet. "
            "Import the modules that hold the models first (import travel.models)"
        )


def _check_types(metadata: MetaData, dialect: Dialect) -> None:
    """Refuse types that `dialect` cannot express before the first table is made: on MySQL there is no way back."""
    problems = []
    for table in metadata.tables.values():
        for column in table.columns:
            try:
                column.type.compile(dialect)
            except CompileError as error:
                length = "; give it one: Field(max_length=255) or String(255)" if "a length" in str(error) else ""
                problems.append(f"{table.fullname}.{column.name}: {error}{length}")
    if problems:
        raise SchemaError("the tables cannot be created, and none was: " + ". ".join(problems))


@asynccontextmanager
async def _explained() -> AsyncIterator[None]:
    """Let a statement that the server refuses become a SchemaError that shows it."""
    try:
        yield
    except DBAPIError as error:
        if error.statement is None or error.connection_invalidated:
            raise
        statement = textwrap.shorten(error.statement, 100, placeholder=" …")
        raise SchemaError(f"the server refused {statement!r}: {server_errors.message(error)}") from error
