"""The engine of the readers: another way to the connections of the first engine's pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine.base import OptionEngine

from aiolift.drivers.mode import Mode

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.pool import PoolProxiedConnection

    from aiolift.pool.fair import FairPool


class ReadEngine(OptionEngine):
    """An Engine whose connections are in autocommit mode, and on which the server refuses writes.

    It is to `primary` what ``primary.execution_options()`` gives: the pool and the dialect are the same, so that
    ``dispose`` is for both, and a listener to the events of `primary` hears of it too, whenever it comes.
    """

    def __init__(self, primary: Engine) -> None:
        super().__init__(primary, {})

    def raw_connection(self) -> PoolProxiedConnection:
        """Return a connection of the pool, for readers; see `Engine.raw_connection`."""
        pool: FairPool = self.pool  # type: ignore[assignment]
        return pool.connect(Mode.READ_ONLY)
