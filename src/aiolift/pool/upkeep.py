"""What is done to a pooled connection before it is used: replaced, pinged, or switched to another mode, if need be.

An `entry` here is SQLAlchemy's ``_ConnectionRecord``: a connection of the pool, and the next one where it is replaced.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DisconnectionError
from sqlalchemy.util import greenlet_spawn

from aiolift.drivers.mode import MODE_KEY

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from aiolift.drivers.mode import Mode
    from aiolift.pool.options import PoolOptions
    from aiolift.pool.places import Place

#: A connection whose last answer is not older, in seconds, is open: less than a KILL of it takes.
_JUST_USED = 0.001


class Upkeep:
    """That of one pool."""

    def __init__(self, options: PoolOptions) -> None:
        self._options = options
        self._driver = options.driver

    def mode_of(self, entry: Any) -> Mode | None:
        """Return the mode of the entry's connection; None where its user has changed it."""
        mode: Mode | None = entry.info.get(MODE_KEY, self._driver.initial_mode)
        if mode is not None and not self._driver.is_in_mode(entry.dbapi_connection, mode):
            return None
        return mode

    def is_ready(self, place: Place[Any], mode: Mode) -> bool:
        """Whether the place has a connection that can be used in `mode` without a round trip before.

        A look at the socket finds one whose peer has closed its end. A firewall closes connections without a word, so
        that one which was idle for long must be asked.
        """
        return place.mode is mode and self._is_live(place.entry, place.idle_since)

    async def make_ready(self, entry: Any, idle_since: float, mode: Mode, dialect: Dialect) -> None:
        """Let the entry have a connection that can be used in `mode`."""
        if self._is_live(entry, idle_since) or (self._is_current(entry) and await self._answers(entry, dialect)):
            try:
                await self.switch(entry, mode)
            except Exception:  # noqa: BLE001 -- it died just now, or the one that replaces it says what is wrong
                entry.invalidate()
            else:
                return
        await greenlet_spawn(entry.get_connection)
        await self.switch(entry, mode)

    async def switch(self, entry: Any, mode: Mode) -> None:
        """Switch the entry's connection to `mode`, unless it is in it; close it where that fails."""
        if self.mode_of(entry) is mode:
            return
        try:
            await self._driver.set_mode(entry.dbapi_connection, mode)
        except BaseException as error:
            await greenlet_spawn(entry.invalidate, error)
            raise
        entry.info[MODE_KEY] = mode

    def _is_current(self, entry: Any) -> bool:
        """Whether the entry's connection is neither invalidated nor too old; a shut socket is not looked at."""
        if entry._is_hard_or_soft_invalidated():  # noqa: SLF001 -- see `pool.fair`
            return False
        return time.time() - float(entry.starttime) <= self._options.recycle

    def _is_live(self, entry: Any, idle_since: float) -> bool:
        if not self._is_current(entry):
            return False
        idle = time.monotonic() - idle_since
        return idle <= self._options.ping_after and (
            idle <= _JUST_USED or self._driver.is_open(entry.driver_connection)
        )

    async def _answers(self, entry: Any, dialect: Dialect) -> bool:
        """Ask the server for an answer; close the connection where none comes in time."""
        try:
            if not self._driver.is_open(entry.driver_connection):
                raise DisconnectionError("the server has closed the connection")
            async with asyncio.timeout(self._options.ping_timeout):
                await greenlet_spawn(dialect.do_ping, entry.dbapi_connection)
        except Exception as error:  # noqa: BLE001 -- whatever a dead connection raises, it is of no use
            await greenlet_spawn(entry.invalidate, DisconnectionError(f"the server does not answer: {error}"))
            return False
        except BaseException as error:
            await greenlet_spawn(entry.invalidate, error)
            raise
        return True
