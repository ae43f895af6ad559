"""The engine of the readers: another way to the connections of the first engine's pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from aiolift.drivers.mode import Mode

if TYPE_CHECKING:
    from sqlalchemy.pool import Pool, PoolProxiedConnection

    from aiolift.pool.fair import FairPool


class ReadEngine(Engine):
    """An Engine whose connections are in autocommit mode, and on which the server refuses writes.

    It shares the pool and the dialect of `primary`, so that ``dispose`` is for both, and has events of its own.
    """

    def __init__(self, primary: Engine, *, echo: bool) -> None:
        self._primary = primary
        super().__init__(primary.pool, primary.dialect, primary.url, echo=echo, hide_parameters=primary.hide_parameters)
        primary.dialect.engine_created(self)

    @property
    def pool(self) -> Pool:
        """The pool of `primary`, also after it has been replaced."""
        return self._primary.pool

    @pool.setter
    def pool(self, pool: Pool) -> None:
        self._primary.pool = pool

    def raw_connection(self) -> PoolProxiedConnection:
        """Return a connection of the pool, for readers; see `Engine.raw_connection`."""
        pool: FairPool = self.pool  # type: ignore[assignment]
        return pool.connect(Mode.READ_ONLY)
