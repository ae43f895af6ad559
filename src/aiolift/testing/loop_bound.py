"""A Database that belongs to one event loop, and is closed in it: when the loop ends, or at the end of the test."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from aiolift.database import Database
from aiolift.errors import SessionError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator

    from aiolift.settings import DatabaseSettings


class LoopBoundDatabase(Database):
    """A Database for one test.

    A connection is of use only in the event loop that opened it, and a test's loop may live shorter than its fixtures
    (pytest-asyncio closes a function's loop before the finalizers of the fixtures it found set up) or longer than the
    test. So this Database binds itself to the loop in which it opens its first connection, and closes all of them
    there, whichever comes first: the end of the loop, or `finish`.

    It knows nothing of pytest-asyncio or anyio. An asynchronous generator that is suspended in a loop is closed by the
    loop's ``shutdown_asyncgens()``, which ``asyncio.run``, ``asyncio.Runner`` and thereby the pytest plugins call.
    """

    leaves_changes = True
    """Whether the database differs after the test from what it was before."""

    def __init__(self, settings: DatabaseSettings) -> None:
        super().__init__(settings)
        self._loop: AbstractEventLoop | None = None
        self._closer = self._close_when_closed()
        self._closing_error: Exception | None = None
        self._is_open = False
        self._ended = False
        for engine in (self.engine, self.read_engine):
            event.listen(engine.sync_engine, "connect", self._bind_to_loop)
            event.listen(engine.sync_engine, "checkout", self._require_loop)

    def finish(self) -> None:
        """Close in the loop that was used, unless that has happened. To be called outside of that loop, at the end.

        :raises SessionError: the loop is closed, and the connections were not.
        """
        self._ended = True
        if self._loop is not None and not self._loop.is_closed():
            if self._loop.is_running():  # in another thread, as that of a TestClient
                asyncio.run_coroutine_threadsafe(self._closer.aclose(), self._loop).result()
            else:
                self._loop.run_until_complete(self._closer.aclose())
        if self._closing_error is not None:
            raise self._closing_error
        if self._is_open:
            self.leaves_changes = True
            raise SessionError(
                f"the event loop in which {self!r} was used was closed without loop.shutdown_asyncgens(), which closes "
                "its connections: run it with asyncio.run() or asyncio.Runner"
            )

    async def _close(self) -> None:
        """Close every connection. Starts no asynchronous generator: it runs while the loop ends them."""
        await self.dispose()

    async def _close_when_closed(self) -> AsyncGenerator[None, None]:
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False
            try:
                await self._close()
            except Exception as error:  # noqa: BLE001 -- a loop that ends would only log it; `finish` raises it
                self._closing_error = error

    def _bind_to_loop(self, *_: Any) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            with suppress(StopIteration):  # runs to the yield, awaits nothing; and the loop knows the generator
                self._closer.asend(None).send(None)

    def _require_loop(self, *_: Any) -> None:
        if self._ended:
            raise SessionError(
                f"{self!r} belongs to a test that has ended. Give each test its own: app.state.database = database in "
                "a fixture of function scope"
            )
        if self._loop is not None and self._loop is not asyncio.get_running_loop():
            raise SessionError(
                f"{self!r} is used in two event loops in one test, and its connections work in the first only. Let the "
                "test and the async fixtures that use `database` share a loop: with pytest-asyncio, give both the same "
                "loop_scope (the options asyncio_default_fixture_loop_scope and asyncio_default_test_loop_scope); with "
                "starlette's TestClient, enter it: with TestClient(app) as client"
            )
