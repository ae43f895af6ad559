"""What a unit of work promises: it ends whole, it ends always, and it is of no use afterwards."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import sqlmodel
from sqlalchemy import event

from aiolift import implicit_io
from aiolift.errors import SessionClosedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.orm import ORMExecuteState, Session
    from sqlmodel.ext.asyncio.session import AsyncSession

logger = logging.getLogger("aiolift.session")

_COMMITTED = "aiolift.committed"
_ENDED = "aiolift.ended"


class UnitOfWorkSession(sqlmodel.Session):
    """The sync session behind the AsyncSession of ``db.session()``: of no use after its unit of work has ended."""

    def close(self) -> None:
        """Roll back what was not committed, and end the unit of work; see `sqlalchemy.orm.Session.close`."""
        self.info[_ENDED] = True
        super().close()

    def invalidate(self) -> None:
        """End the unit of work and close its connection; see `sqlalchemy.orm.Session.invalidate`."""
        self.info[_ENDED] = True
        super().invalidate()


def _refusing_when_ended(name: str) -> Callable[..., Any]:
    method = getattr(sqlmodel.Session, name)

    @functools.wraps(method)
    def refusing(session: Session, *args: Any, **kwargs: Any) -> Any:
        _refuse_ended(session)
        return method(session, *args, **kwargs)

    return refusing


# Statements are refused by an event, below; `close`, `rollback` and `expunge` leave nothing behind, and stay allowed.
for _name in (
    *("add", "begin", "begin_nested", "commit", "connection", "delete", "delete_all"),
    *("flush", "get", "merge", "merge_all", "refresh"),
):
    setattr(UnitOfWorkSession, _name, _refusing_when_ended(_name))

implicit_io.explain(UnitOfWorkSession)


@asynccontextmanager
async def unit_of_work(make_session: Callable[[], AsyncSession]) -> AsyncIterator[AsyncSession]:
    """Yield a new session; commit at the end, roll back on any exception (cancellation included), close always."""
    async with closing(make_session()) as session:
        yield session
        if not _has_ended(session.sync_session):  # its user may have closed it, to give up what was not committed
            await session.commit()


@asynccontextmanager
async def closing(session: AsyncSession) -> AsyncIterator[AsyncSession]:
    """Yield `session` and close it, which rolls back what was not committed; log both ends with the task's name."""
    end = log_lifetime(session)
    outcome = "ended"
    try:
        yield session
    except BaseException as error:
        outcome = f"rolled back on {type(error).__name__}"
        try:
            await session.close()
        except Exception:
            logger.debug("session %#x: ROLLBACK failed, and the connection was closed", id(session), exc_info=True)
        raise
    else:
        await session.close()
    finally:
        end(outcome)


def log_lifetime(session: AsyncSession) -> Callable[[str], None]:
    """Log that `session` was opened, and return a function that logs how it ended."""
    if not logger.isEnabledFor(logging.DEBUG):
        return _log_nothing
    task = asyncio.current_task()
    name = task.get_name() if task is not None else "(none)"
    started = time.perf_counter()
    logger.debug("session %#x opened in task %s", id(session), name)

    def end(outcome: str) -> None:
        elapsed = (time.perf_counter() - started) * 1000
        logger.debug("session %#x %s in task %s after %.1f ms", id(session), outcome, name, elapsed)

    return end


def _log_nothing(_: str) -> None:
    pass


def has_committed(session: AsyncSession) -> bool:
    """Whether a part of the session's work is committed already, so that running it again would do it twice."""
    return _COMMITTED in session.sync_session.info


@event.listens_for(UnitOfWorkSession, "after_commit", propagate=True)
def _note_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


@event.listens_for(UnitOfWorkSession, "do_orm_execute", propagate=True)
def _refuse_statement(state: ORMExecuteState) -> None:
    _refuse_ended(state.session)


def _refuse_ended(session: Session) -> None:
    if _has_ended(session):
        raise SessionClosedError(
            "this session's unit of work has ended: it was committed or rolled back, and closed. Work that goes on "
            "after it, as a BackgroundTask does, opens its own: async with db.session() as session"
        )


def _has_ended(session: Session) -> bool:
    return _ENDED in session.info
