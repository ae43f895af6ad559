"""A clear error for every write through a read-only session.

A write that can be seen is refused before it is sent; the server refuses the rest (a function that writes, a CTE).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, event
from sqlalchemy.sql.ddl import ExecutableDDLElement

from aiolift import server_errors
from aiolift.errors import ReadOnlySessionError
from aiolift.reading import private
from aiolift.session import UnitOfWorkSession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import ExceptionContext
    from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

#: Text SQL that may be sent: it starts, after comments and brackets, with a word that can read.
_READS = re.compile(
    r"(?:\s|\(|(?:--|#)[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*+(?:SELECT|WITH|SHOW|DESC|DESCRIBE|EXPLAIN|VALUES|TABLE|CALL|DO|PRAGMA)\b",
    re.IGNORECASE | re.DOTALL,
)


class ReaderSession(UnitOfWorkSession):
    """The sync session behind the AsyncSession of ``db.reader()``."""


def watch(engine: Engine) -> None:
    """Let `engine`, whose connections are read-only on the server, say so in `ReadOnlySessionError`."""

    @event.listens_for(engine, "handle_error", retval=True)
    def _explain(context: ExceptionContext) -> BaseException | None:
        if server_errors.is_read_only(context.original_exception):
            return _error(str(context.statement))
        return None


@event.listens_for(ReaderSession, "do_orm_execute", propagate=True)
def _refuse_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if (
        state.is_insert
        or state.is_update
        or state.is_delete
        or isinstance(statement, ExecutableDDLElement)
        or (isinstance(statement, TextClause) and not _READS.match(statement.text))
    ):
        raise _error(str(statement))
    if private.locks_rows(statement):  # some servers refuse it, others lock for nothing
        raise _error(f"with_for_update() of {statement}")


@event.listens_for(ReaderSession, "before_flush", propagate=True)
def _refuse_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    refuse_changes(session)


def refuse_changes(session: Session, detached: Iterable[Any] = ()) -> None:
    """Refuse what was changed and never flushed, which would be lost without a word.

    :param detached: objects that do not belong to `session`, but to its user.
    """
    changed = [*session.new, *session.deleted]
    changed += [item for item in (*session.dirty, *detached) if session.is_modified(item)]
    if changed:
        raise _error(f"changed objects of {', '.join(sorted({type(item).__name__ for item in changed}))}")


def _error(what: str) -> ReadOnlySessionError:
    return ReadOnlySessionError(
        f"a write through a read-only session: {what.strip()[:200]}. Use db.session() (in FastAPI: SessionDep) for "
        "work that writes"
    )
