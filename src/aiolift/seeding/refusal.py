"""Which row of a batch the server refused: what a driver says about many rows names none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import DBAPIError

from aiolift import server_errors
from aiolift.errors import SeedDuplicateError, SeedError, SeedValueError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from aiolift.seeding.target import Target

Row = TypeVar("Row")

#: MySQL: ER_DUP_KEY, ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME.
DUPLICATE_CODES = frozenset({1022, 1062, 1586})
#: SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID.
_DUPLICATE_SQLITE = frozenset({1555, 2067, 2579})
#: PostgreSQL: unique_violation.
_DUPLICATE_SQLSTATE = "23505"


async def run(
    connection: AsyncConnection,
    execute: Callable[[Sequence[Row]], Awaitable[None]],
    rows: Sequence[Row],
    lines: Sequence[int],
    target: Target,
) -> None:
    """Await ``execute(rows)``; where the server refuses it, execute the rows one by one to find which.

    :param execute: leaves nothing behind when it fails.
    :param lines: the line of each row.
    :raises SeedDuplicateError: a row breaks a unique index.
    :raises SeedValueError: a row is refused for another reason.
    """
    try:
        await execute(rows)
    except DBAPIError as error:
        if error.connection_invalidated or server_errors.is_transient(error):
            raise
        for row, line in zip(rows, lines, strict=True):
            try:
                async with connection.begin_nested():
                    await execute([row])
            except DBAPIError as refused:
                if refused.connection_invalidated or server_errors.is_transient(refused):
                    raise
                raise _seed_error(refused, line, target) from refused
        raise


def _seed_error(error: DBAPIError, line: int, target: Target) -> SeedError:
    said = server_errors.message(error)
    if _is_duplicate(error):
        fix = "Remove it"
        if target.path is not None:
            fix += ", or choose the key of the seed so that it says which rows are the same"
        return SeedDuplicateError(
            f"the database refuses this row, as another has the same unique key: {said}. {fix}",
            path=target.path,
            line=line,
        )
    return SeedValueError(f"the database refuses this row: {said}", path=target.path, line=line)


def _is_duplicate(error: DBAPIError) -> bool:
    raw = error.orig
    return (
        server_errors.code(error) in DUPLICATE_CODES
        or getattr(raw, "sqlite_errorcode", None) in _DUPLICATE_SQLITE
        or getattr(raw, "sqlstate", None) == _DUPLICATE_SQLSTATE
    )
