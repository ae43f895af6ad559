"""A COMMIT whose answer was lost becomes `CommitOutcomeUnknownError`, whoever sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event

from aiolift import server_errors
from aiolift.errors import CommitOutcomeUnknownError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import ExceptionContext

_COMMITTING = "aiolift.committing"


def watch(engine: Engine) -> None:
    """Listen to `engine`: a COMMIT that the server did not answer raises `CommitOutcomeUnknownError`."""
    event.listen(engine, "begin", _clear)
    event.listen(engine, "commit", _mark)
    event.listen(engine, "handle_error", _explain, retval=True)


def _mark(connection: Connection) -> None:
    connection.info[_COMMITTING] = True


def _clear(connection: Connection) -> None:
    connection.info.pop(_COMMITTING, None)


def _explain(context: ExceptionContext) -> BaseException | None:
    connection = context.connection
    if connection is None or connection.invalidated:
        return None  # it cannot be opened, or opened again
    if not connection.info.pop(_COMMITTING, False):
        return None
    if not isinstance(context.original_exception, Exception):
        return None  # a cancellation stays one
    if server_errors.is_answer(context) and server_errors.code(context.original_exception) not in server_errors.KILLED:
        return None  # refused: nothing was committed
    return CommitOutcomeUnknownError(
        "the connection was lost while COMMIT ran: the transaction may have been committed or rolled back. Look "
        "whether its rows are there before doing the work again; aiolift does not retry it"
    )
