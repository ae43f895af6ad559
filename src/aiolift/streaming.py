"""A SELECT as a stream: rows come from the server as they are read, so that memory stays bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlmodel.sql.expression import SelectOfScalar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Result
    from sqlalchemy.orm import ORMExecuteState, Session
    from sqlmodel.ext.asyncio.session import AsyncSession


async def stream(
    open_reader: Callable[[], AbstractAsyncContextManager[AsyncSession]],
    statement: Any,
    *,
    batch_size: int,
) -> AsyncGenerator[Any, None]:
    """Yield the rows of `statement`, as ``session.exec`` would give them.

    :param batch_size: rows in memory at a time.
    """
    async with open_reader() as session:
        _load_on_another_connection(session.sync_session)
        result = await session.stream(statement, execution_options={"yield_per": batch_size})
        rows = result.scalars() if isinstance(statement, SelectOfScalar) else result
        try:
            async for batch in rows.partitions(batch_size):
                for row in batch:
                    yield row
        except BaseException:
            # a driver would read the rest of a half-read result before it closes the cursor
            await session.invalidate()
            raise


def _load_on_another_connection(session: Session) -> None:
    """Let ``selectinload`` and its like query while the stream is open, which its own connection cannot do."""
    # the same pool, but to the session a bind of its own
    other = session.get_bind().execution_options()

    @event.listens_for(session, "do_orm_execute")
    def _load(state: ORMExecuteState) -> Result[Any] | None:
        if state.is_relationship_load or state.is_column_load:
            return state.invoke_statement(bind_arguments={"bind": other})
        return None
