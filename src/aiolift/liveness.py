"""Which errors leave a connection in a state that nobody knows, so that it must leave the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, MissingGreenlet

from aiolift import server_errors

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import Dialect, ExceptionContext


def watch(engine: Engine) -> None:
    """Let a connection of `engine` be closed after an error that is not an answer of the server."""
    event.listen(engine, "handle_error", _invalidate)


def keeps_connection(error: BaseException, dialect: Dialect) -> bool:
    """Whether a connection, in autocommit mode, can be used after `error`. For code that awaits the driver itself."""
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if server_errors.code(raw) in server_errors.CONNECTION_GONE or not isinstance(raw, Exception):
        return False
    is_disconnect = isinstance(raw, dialect.loaded_dbapi.Error) and dialect.is_disconnect(raw, None, None)
    return not is_disconnect and server_errors.sent_by_server(raw, dialect, is_disconnect=is_disconnect)


def _invalidate(context: ExceptionContext) -> None:
    error = context.original_exception
    if context.connection is None or isinstance(error, MissingGreenlet):
        return  # nothing was connected, or nothing was sent
    if context.statement is not None and context.execution_context is None:
        return  # the statement failed before it was sent
    if server_errors.code(error) in server_errors.CONNECTION_GONE:
        context.is_disconnect = True
    elif not context.is_disconnect and not (server_errors.is_answer(context) and _is_still_in_transaction(error)):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the other connections are well


def _is_still_in_transaction(error: BaseException) -> bool:
    """Whether what came before the failed statement can still be committed.

    After a deadlock the server has rolled it back: whoever catches the error and goes on would commit the second half.
    """
    return server_errors.code(error) not in server_errors.ROLLED_BACK
