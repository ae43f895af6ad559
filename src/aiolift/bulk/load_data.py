"""Rows into a table by LOAD DATA LOCAL INFILE, in a transaction on a connection of its own.

It is one of its own since only a client that says so when it logs in may be asked for a file, and the connections of
the pools do not. The server takes LOCAL to mean IGNORE: it skips rows with a duplicate key, and bends values that do
not fit, with a warning. So every warning ends in an error and a ROLLBACK here.
"""

from __future__ import annotations

import re
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from sqlalchemy import Column, text
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from aiolift import commit
from aiolift.bulk import local_infile
from aiolift.bulk.text import FORMAT, UnwritableError, hexadecimals, lines, texts
from aiolift.drivers.mysql import CR_SERVER_LOST, MySQLDriver
from aiolift.errors import SeedDuplicateError, SeedValueError
from aiolift.seeding.inserting import Insert
from aiolift.seeding.loading import check_table
from aiolift.seeding.refusal import DUPLICATE_CODES

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.bulk.rows import RowSource
    from aiolift.database import Database
    from aiolift.seeding.target import Target
    from aiolift.seeding.validation import Columns

#: LOAD DATA LOCAL is switched off: ER_NOT_ALLOWED_COMMAND, MySQL's ER_CLIENT_LOCAL_FILES_DISABLED, MariaDB's
#: ER_LOAD_INFILE_CAPABILITY_DISABLED.
_DISABLED = frozenset({1148, 3948, 4166})
_SWITCHED_OFF = "local_infile is off on the server (SET GLOBAL local_infile = ON)"
#: What a session of the user's own may have set, and means something to LOAD DATA.
_INHERITED = ("time_zone", "sql_mode", "foreign_key_checks", "unique_checks")
#: It would change what the literals of the statement mean; the lines have escapes in any case.
_NO_ESCAPES = "NO_BACKSLASH_ESCAPES"
_AT_ROW = re.compile(r" at row (\d+)$")
_SHOWN_WARNINGS = 5


class UnavailableError(Exception):
    """LOAD DATA LOCAL cannot be used here, and no row was taken; the message says why."""


async def load(database: Database, target: Target, source: RowSource, *, progress: Callable[[int], None] | None) -> int:
    """Load all rows of `source`, or none; return how many.

    :raises UnavailableError: the rows must be inserted.
    :raises SeedError: one of its kinds, for a row; or the table is not there, or cannot roll back.
    :raises CommitOutcomeUnknownError: the connection was lost while COMMIT ran.
    :raises OperationalError: SQLAlchemy's, where the server has ended the statement, or the connection was lost.
    """
    driver = database.driver
    if not isinstance(driver, MySQLDriver):
        raise UnavailableError(f"{database.url.get_backend_name()} has no LOAD DATA")
    text_of = _Text.of(target)
    inherited = await _look(database, target)
    count = 0

    async def content() -> AsyncGenerator[bytes]:
        nonlocal count
        async with aclosing(source.slices(target, text_of.lines)) as slices:
            async for part in slices:
                yield part.prepared
                count += len(part.lines)
                if progress is not None:
                    progress(count)

    name = f"aiolift-{uuid4().hex}"
    statement = text_of.statement(name)
    async with _connection(database, driver, inherited) as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        transport = cast("asyncio.Transport", driver.transport(raw))
        try:
            async with aclosing(content()) as parts:
                loaded = await local_infile.send(
                    transport,
                    statement,
                    name=name,
                    content=parts,
                    prefix=driver.query_prefix(raw),
                    timeout=database.settings.read_timeout,
                )
        except local_infile.ServerError as error:
            if error.number in _DISABLED and not count:
                raise UnavailableError(_SWITCHED_OFF) from error
            raise OperationalError(statement, None, driver.operational_error(error.number, str(error))) from error
        except local_infile.OutOfStepError as error:
            transport.abort()
            await connection.invalidate()
            lost = driver.operational_error(CR_SERVER_LOST, f"Lost connection to MySQL server during query: {error}")
            raise OperationalError(statement, None, lost, connection_invalidated=True) from error
        except BaseException:
            transport.abort()
            await connection.invalidate()
            raise
        if loaded.warnings or loaded.affected_rows != count:
            raise await _refusal(connection, loaded, count)
    return count


async def _look(database: Database, target: Target) -> dict[str, Any]:
    """Check the table, and return the variables of a session of the pool that a load goes by."""
    async with database.engine.connect() as connection:
        await check_table(connection, target)
        variables = ", ".join(f"@@{name}" for name in ("local_infile", *_INHERITED))
        values = dict((await connection.exec_driver_sql(f"SELECT {variables}")).mappings().one())
    if not values.pop("@@local_infile"):
        raise UnavailableError(_SWITCHED_OFF)
    inherited = {name.removeprefix("@@"): value for name, value in values.items()}
    modes = inherited["sql_mode"].split(",")
    return inherited | {"sql_mode": ",".join(mode for mode in modes if mode != _NO_ESCAPES)}


@asynccontextmanager
async def _connection(
    database: Database, driver: MySQLDriver, variables: dict[str, Any]
) -> AsyncIterator[AsyncConnection]:
    """Yield a connection that may be asked for a file, inside a transaction; commit at the end."""
    settings = database.settings
    engine = driver.create_engine(
        database.url,
        settings,
        local_infile=True,
        poolclass=NullPool,
        echo=settings.echo,
        hide_parameters=not settings.echo,
    )
    commit.watch(engine.sync_engine)
    # a note is no warning, and would be counted as one
    assignments = ", ".join(["sql_notes = 0", *(f"{name} = :{name}" for name in variables)])
    async with engine.begin() as connection:
        await connection.execute(text(f"SET SESSION {assignments}"), variables)
        yield connection


async def _refusal(connection: AsyncConnection, loaded: local_infile.Loaded, count: int) -> Exception:
    """Return the error for what the server has skipped or bent."""
    shown = (await connection.exec_driver_sql("SHOW WARNINGS")).mappings().all()
    warnings: list[tuple[int, str]] = [(warning["Code"], warning["Message"]) for warning in shown]
    said = [f"{message} ({number})" for number, message in warnings[:_SHOWN_WARNINGS]]
    more = loaded.warnings - len(said)
    summary = "; ".join(said) + (f"; and {more} more" if more > 0 else "")
    at_row = next((match for _number, message in warnings if (match := _AT_ROW.search(message))), None)
    line = int(at_row[1]) if at_row else None
    what = (
        f"the server would load {loaded.affected_rows} of {count} rows as they are: {summary or 'it does not say why'}"
    )
    if any(number in DUPLICATE_CODES for number, _message in warnings):
        return SeedDuplicateError(f"{what}. Nothing was loaded; remove the rows with a key that is there", path=None)
    return SeedValueError(f"{what}. Nothing was loaded", path=None, line=line)


@dataclass(frozen=True)
class _Text:
    """How the rows of a target are written, and read by the server."""

    target: Target
    binary: tuple[bool, ...]
    """For each of ``target.names`` whether it is a column of bytes."""

    @classmethod
    def of(cls, target: Target) -> _Text:
        """Look at the columns of `target`.

        :raises UnavailableError: the value of a column cannot be written as text.
        """
        if not Insert(target).is_plain:
            raise UnavailableError("the value of a column is an SQL expression")
        types = [_type(target, name) for name in target.names]
        for name, type_ in zip(target.names, types, strict=True):
            if isinstance(type_, (mysql.BIT, mysql.SET)):
                raise UnavailableError(f"LOAD DATA would read the {type_} of {name!r} as text")
        return cls(target, tuple(_is_binary(type_) for type_ in types))

    def statement(self, name: str) -> str:
        """Return LOAD DATA for a file called `name`."""
        quote = self.target.dialect.identifier_preparer.quote
        columns: list[Column[Any]] = [self.target.columns[field] for field in self.target.names]
        table = self.target.dialect.identifier_preparer.format_table(self.target.table)
        fields, assignments = [], []
        for number, (column, is_binary) in enumerate(zip(columns, self.binary, strict=True)):
            fields.append(f"@v{number}" if is_binary else quote(column.name))
            if is_binary:
                assignments.append(f"{quote(column.name)} = UNHEX(@v{number})")
        setting = f" SET {', '.join(assignments)}" if assignments else ""
        return (
            f"LOAD DATA LOCAL INFILE '{name}' INTO TABLE {table} CHARACTER SET utf8mb4 {FORMAT} "
            f"({', '.join(fields)}){setting}"
        )

    def lines(self, columns: Columns, numbers: Sequence[int]) -> bytes:
        """Return the lines of some rows.

        :raises SeedValueError: a value cannot be written.
        """
        fields = []
        for name, is_binary, values in zip(self.target.names, self.binary, columns, strict=True):
            try:
                fields.append(hexadecimals(values) if is_binary else texts(values))
            except UnwritableError as error:
                raise SeedValueError(str(error), path=None, line=numbers[error.row], column=name) from error
        return lines(fields)


def _type(target: Target, name: str) -> Any:
    type_ = target.columns[name].type.dialect_impl(target.dialect)
    return type_.impl_instance if isinstance(type_, TypeDecorator) else type_


def _is_binary(type_: Any) -> bool:
    try:
        return type_.python_type is bytes
    except NotImplementedError:
        return False
