"""The retry of a whole unit of work, in a new session, on the errors that go away by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import stamina

from aiolift import server_errors
from aiolift.session import has_committed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from sqlmodel.ext.asyncio.session import AsyncSession

Result = TypeVar("Result")


async def run(
    open_session: Callable[[], AbstractAsyncContextManager[AsyncSession]],
    work: Callable[[AsyncSession], Awaitable[Result]],
    *,
    attempts: int,
) -> Result:
    """Run ``await work(session)`` as a unit of work, up to `attempts` times, each time in a new session.

    Tried again after the errors of `server_errors.is_transient`. Never tried again after a part of the work was
    committed, nor after a COMMIT whose outcome is unknown.
    """
    session: AsyncSession | None = None

    def worth_another(error: Exception) -> bool:
        return server_errors.is_transient(error) and not (session is not None and has_committed(session))

    async for attempt in stamina.retry_context(
        on=worth_another, attempts=attempts, timeout=None, wait_initial=0.02, wait_jitter=0.1, wait_max=1.0
    ):
        with attempt:
            async with open_session() as session:
                return await work(session)
    raise AssertionError("stamina ends with a result or an error")
