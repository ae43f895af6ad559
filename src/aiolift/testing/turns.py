"""Units of work on one connection take turns, so that their savepoints nest and never cross.

To release a savepoint, or to roll back to it, ends those that were made after it too. Of two units of work that overlap
on one connection, one would commit or undo the other's work. So those that overlap (two requests in ``asyncio.gather``)
run one after the other, and one that is opened inside of another nests in it. "Inside" is what the context says, which
a task inherits from the code that created it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from aiolift.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_current: ContextVar[Turn | None] = ContextVar("aiolift.testing.turn", default=None)

_REAL_COMMITS = "Or mark the test with aiolift_commits, where every session has its own connection"


class Turn:
    """The time in which one unit of work, or one that is inside of it, uses the connection.

    :param outer: the turn it is inside of; None for the transaction itself.
    """

    def __init__(self, turns: Turns, outer: Turn | None) -> None:
        self.turns = turns
        self.outer = outer
        self.is_open = True
        self.inner = asyncio.Lock()
        """Held by the turn that is inside of this one."""
        self.inner_task = ""
        """The name of the task that holds `inner`."""

    def require_innermost(self, *_: Any) -> None:
        """Refuse work while a unit of work is open inside of this one. A listener for the events of a Session.

        :raises SessionError: there is one.
        """
        if self.inner.locked():
            raise SessionError(
                f"this session was used while another, opened inside of it (in task {self.inner_task}), is open. In a "
                "test all sessions share one transaction, in which the inner one is a savepoint: let it end first. "
                + _REAL_COMMITS
            )


class Turns:
    """The turns on one connection.

    :param timeout: how long a unit of work waits for its turn, in seconds.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._transaction = Turn(self, None)

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Turn]:
        """Wait for a turn inside of the current one, and have it.

        :raises SessionError: the unit of work before did not end in time.
        """
        outer = await self._enter()
        turn = Turn(self, outer)
        _current.set(turn)
        try:
            yield turn
        finally:
            turn.is_open = False  # and so not the current one any more, in whichever context
            outer.inner.release()

    async def _enter(self) -> Turn:
        while True:
            outer = self._innermost()
            try:
                async with asyncio.timeout(self._timeout):
                    await outer.inner.acquire()
            except TimeoutError:
                raise SessionError(
                    f"a session waited for {self._timeout:g} s for the one of task {outer.inner_task} to end. In a "
                    "test all sessions share one transaction and take turns: end the other before this one is needed. "
                    + _REAL_COMMITS
                ) from None
            if outer.is_open:
                task = asyncio.current_task()
                outer.inner_task = task.get_name() if task is not None else "(none)"
                return outer
            outer.inner.release()  # it ended while this one waited, in a task that it had started

    def _innermost(self) -> Turn:
        """Return the innermost open turn that the running code is inside of."""
        turn = _current.get()
        while turn is not None and not turn.is_open:
            turn = turn.outer
        return turn if turn is not None and turn.turns is self else self._transaction
