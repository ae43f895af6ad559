"""Where the models and the server differ, found by Alembic's autogenerate: https://alembic.sqlalchemy.org."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import LargeBinary, Text, inspect
from sqlalchemy.dialects import mysql

from aiolift.errors import MissingPackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.operations.ops import AlterColumnOp, ModifyTableOps
    from sqlalchemy import Column, Connection, Dialect, MetaData
    from sqlalchemy.types import TypeEngine

    Keys = set[tuple[str, str]]

_MYSQL_SIZED = (
    (LargeBinary, mysql.TINYBLOB, mysql.MEDIUMBLOB, mysql.LONGBLOB),
    (Text, mysql.TINYTEXT, mysql.MEDIUMTEXT, mysql.LONGTEXT),
)


@dataclass(frozen=True)
class ColumnChange:
    """One thing about a column that the model and the server see differently, each as SQL would say it."""

    column: str
    what: Literal["type", "nullable"]
    model: str
    server: str

    def __str__(self) -> str:
        """Return both sides in one line."""
        return f"{self.model} in the model, {self.server} on the server"


@dataclass(frozen=True)
class TableDifference:
    """A table that the models and the server both have, and the names of the columns that differ."""

    table: str
    missing_columns: tuple[str, ...] = ()
    extra_columns: tuple[str, ...] = ()
    changed_columns: tuple[ColumnChange, ...] = ()


@dataclass(frozen=True)
class SchemaDifference:
    """Where the models and the server differ; false where they agree. Names are sorted.

    *Missing* is what the models have and the server lacks; *extra* is what the server has and the models lack.
    """

    missing_tables: tuple[str, ...] = ()
    extra_tables: tuple[str, ...] = ()
    changed_tables: tuple[TableDifference, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the models and the server agree."""
        return not (self.missing_tables or self.extra_tables or self.changed_tables)

    def __bool__(self) -> bool:
        """Whether they differ."""
        return not self.is_empty

    def __str__(self) -> str:
        """Return one line per difference."""
        return "\n".join(self._lines()) or "the models and the server agree"

    def _lines(self) -> Iterator[str]:
        yield from (f"{table}: the table is missing on the server" for table in self.missing_tables)
        yield from (f"{table}: the table is not in the models" for table in self.extra_tables)
        for table in self.changed_tables:
            yield from (f"{table.table}.{name}: the column is missing on the server" for name in table.missing_columns)
            yield from (f"{table.table}.{name}: the column is not in the models" for name in table.extra_columns)
            yield from (f"{table.table}.{change.column}: {change}" for change in table.changed_columns)


def require_alembic() -> None:
    """Check that Alembic can be imported.

    :raises MissingPackageError: it is not installed.
    """
    if find_spec("alembic") is None:
        raise MissingPackageError("Alembic compares the tables, and is not installed: pip install 'aiolift[tools]'")


def compare(connection: Connection, metadata: MetaData) -> SchemaDifference:
    """Compare the tables of `metadata` with those that `connection` sees."""
    from alembic.autogenerate import produce_migrations
    from alembic.migration import MigrationContext
    from alembic.operations.ops import CreateTableOp, ModifyTableOps

    context = MigrationContext.configure(connection, opts=_options(metadata))
    operations = produce_migrations(context, metadata).upgrade_ops_list[0].ops
    missing = (_qualified(op.schema, op.table_name) for op in operations if isinstance(op, CreateTableOp))
    keys = {(table.name, column.name) for table in metadata.tables.values() for column in table.primary_key}
    changed = (_table_difference(op, keys, connection.dialect) for op in operations if isinstance(op, ModifyTableOps))
    server = inspect(connection)
    own_schemas = {None, server.default_schema_name}
    known = {table.name for table in metadata.tables.values() if table.schema in own_schemas} | {context.version_table}
    extra = (name for name in server.get_table_names() if name not in known)
    return SchemaDifference(
        missing_tables=tuple(sorted(missing)),
        extra_tables=tuple(sorted(extra)),
        changed_tables=tuple(sorted(filter(None, changed), key=lambda item: item.table)),
    )


def _options(metadata: MetaData) -> dict[str, Any]:
    names = {table.name for table in metadata.tables.values()}
    schemas = {table.schema for table in metadata.tables.values()} | {None}

    def include_name(name: str | None, kind: str, _parents: Any) -> bool:
        """Let Alembic read the models' tables only: of others the name is enough, and their types may be unknown."""
        if kind == "schema":
            return name in schemas
        return kind != "table" or name in names

    return {
        "include_schemas": schemas != {None},
        "include_name": include_name,
        "compare_type": _types_differ,
    }


def _types_differ(
    _context: Any,
    _server_column: Column[Any],
    _model_column: Column[Any],
    server_type: TypeEngine[Any],
    model_type: TypeEngine[Any],
) -> bool | None:
    """Answer where Alembic would be wrong; None leaves the answer to it."""
    for family in _MYSQL_SIZED:
        if isinstance(server_type, family) and isinstance(model_type, family) and model_type.length is not None:
            return False  # MySQL turns BLOB(100) into the smallest of the family that holds it, TINYBLOB
    return None


def _table_difference(table: ModifyTableOps, keys: Keys, dialect: Dialect) -> TableDifference | None:
    from alembic.operations.ops import AddColumnOp, AlterColumnOp, DropColumnOp

    missing = (op.column.name for op in table.ops if isinstance(op, AddColumnOp))
    extra = (op.column_name for op in table.ops if isinstance(op, DropColumnOp))
    changes = (change for op in table.ops if isinstance(op, AlterColumnOp) for change in _changes(op, keys, dialect))
    found = TableDifference(
        table=_qualified(table.schema, table.table_name),
        missing_columns=tuple(sorted(missing)),
        extra_columns=tuple(sorted(extra)),
        changed_columns=tuple(sorted(changes, key=lambda change: change.column)),
    )
    # Alembic compares comments too
    return found if found.missing_columns or found.extra_columns or found.changed_columns else None


def _changes(column: AlterColumnOp, keys: Keys, dialect: Dialect) -> Iterator[ColumnChange]:
    if column.modify_type is not None and column.existing_type is not None:
        model, server = (kind.compile(dialect) for kind in (column.modify_type, column.existing_type))
        yield ColumnChange(column.column_name, "type", model=model, server=server)
    # SQLite lets a primary key be declared without NOT NULL
    if column.modify_nullable is not None and (column.table_name, column.column_name) not in keys:
        model, server = ("NULL", "NOT NULL") if column.modify_nullable else ("NOT NULL", "NULL")
        yield ColumnChange(column.column_name, "nullable", model=model, server=server)


def _qualified(schema: str | None, name: str) -> str:
    return f"{schema}.{name}" if schema else name
