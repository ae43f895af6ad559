"""The one pool of a Database, which serves units of work and readers in the order in which they come.

It is a `sqlalchemy.pool.Pool`: engines, events and metrics see what they know. Two things are added. A connection is
asked for in a `Mode`, which it is switched to if need be; and there is a way to it without a greenlet, `checkout`.

SQLAlchemy documents no interface for pools made elsewhere. What is used of its own is in this package and nowhere else:
what its pools override (``_create_connection``, ``_do_get``, ``_do_return_conn``), ``_dialect``, ``_invalidate``, and
``get_connection`` and ``_is_hard_or_soft_invalidated`` of an entry. `pyproject.toml` allows one minor version only.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy.pool import Pool
from sqlalchemy.util import await_, greenlet_spawn

from aiolift import liveness, server_errors
from aiolift.drivers.mode import Mode
from aiolift.errors import PoolTimeoutError
from aiolift.pool.holders import Holder, describe
from aiolift.pool.places import Place, Places
from aiolift.pool.upkeep import Upkeep

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

    from aiolift.pool.options import PoolOptions

    #: An entry of the pool; where somebody listens to the pool's events, the proxy which they expect.
    Managed = ConnectionPoolEntry | PoolProxiedConnection


class FairPool(Pool):
    """See the module.

    :param creator: opens a connection, as for every `Pool`.
    :param pool_options: what is not SQLAlchemy's.
    :param options: of `Pool`.
    """

    _is_asyncio = True

    def __init__(self, creator: Any, pool_options: PoolOptions, **options: Any) -> None:
        super().__init__(creator, recycle=pool_options.recycle, **options)  # type: ignore[arg-type] # fractions are well
        self._options = pool_options
        self._upkeep = Upkeep(pool_options)
        self._dialect: Any  # an engine has put its own here
        self._places: Places[Any] = Places(pool_options.size, pool_options.overflow, _close_now)
        self._taken: dict[Any, tuple[Place[Any], Holder]] = {}  # by entry
        self._handed_over: Any = None

    # -- checking out and in

    def connect(self, mode: Mode = Mode.TRANSACTIONAL) -> PoolProxiedConnection:
        """Return a connection in `mode`; see `Pool.connect`. For engines, and so in a greenlet.

        :raises PoolTimeoutError: no connection became free in time.
        """
        self._handed_over = entry = self._take_now(mode) or await_(self._take(mode))
        proxied = super().connect()
        if self._upkeep.mode_of(entry) is not mode:  # a listener to "checkout" has had the connection replaced
            try:
                await_(self._upkeep.switch(entry, mode))
            except BaseException as error:
                proxied.invalidate(error)
                raise
        return proxied

    def checkout(self, mode: Mode) -> Checkout:
        """Return ``async with pool.checkout(mode) as managed``, for code that awaits the driver itself: no greenlet.

        ``managed.driver_connection`` is the driver's connection, ``managed.dbapi_connection`` SQLAlchemy's form of it.
        When an exception leaves the block that is not an error sent by the server, the connection is closed.

        :raises PoolTimeoutError: no connection became free in time; from ``async with``.
        """
        return Checkout(self, mode)

    def check_out_now(self, mode: Mode) -> Managed | None:
        """Return what `check_out` would, if nothing has to be awaited for it; else None."""
        return None if self._is_listened_to() else self._take_now(mode)

    async def check_out(self, mode: Mode) -> Managed:
        """Return a connection in `mode`, which must be given to `check_in`; see `checkout`."""
        if self._is_listened_to():
            return await greenlet_spawn(self.connect, mode)  # listeners expect what engines give them
        entry: Managed = self._take_now(mode) or await self._take(mode)
        return entry

    def check_in_now(self, managed: Managed) -> bool:
        """Take back what `check_out` gave, whose use has ended well; False where `check_in` must do the rest.

        Nothing has changed the connection's mode: who could do that has it from an engine.
        """
        taken = self._taken.pop(managed, None)
        return taken is not None and self._give_place(taken[0], taken[0].mode)

    async def check_in(self, managed: Managed, error: BaseException | None) -> None:
        """Take back what `check_out` gave; `error` is what ended its use, if anything did.

        The task may be cancelled meanwhile, and more than once, as anyio does: the place is free again all the same.
        """
        try:
            if error is not None and not liveness.keeps_connection(error, self._dialect):
                if server_errors.code(error) in server_errors.CONNECTION_GONE:
                    self._invalidate(managed, error, _checkin=False)  # type: ignore[arg-type] # others may be lost too
                await greenlet_spawn(managed.invalidate, error)
        finally:
            if not self.check_in_now(managed):  # it is a proxy, or its connection is one too many
                await greenlet_spawn(managed.close)

    def _is_listened_to(self) -> bool:
        dispatch = self.dispatch
        return bool(dispatch.checkout or dispatch.checkin or dispatch.reset)

    def _take_now(self, mode: Mode) -> Any:
        """Return an entry whose connection can be used as it is, or None."""
        place = self._places.take_now(mode)
        if place is None:
            return None
        entry = place.entry
        if entry is not None and self._upkeep.is_ready(place, mode):
            self._taken[entry] = place, Holder()
            return entry
        self._places.give(place)
        return None

    async def _take(self, mode: Mode) -> Any:
        try:
            place = await self._places.take(mode, self._options.timeout)
        except TimeoutError:
            raise self._timeout_error() from None
        try:
            if place.entry is None:
                place.entry = await greenlet_spawn(self._create_connection)
                await self._upkeep.switch(place.entry, mode)
            elif not self._upkeep.is_ready(place, mode):
                await self._upkeep.make_ready(place.entry, place.idle_since, mode, self._dialect)
        except BaseException:
            self._give_place(place, None)
            raise
        place.mode = mode
        self._taken[place.entry] = place, Holder()
        return place.entry

    def _do_get(self) -> ConnectionPoolEntry:
        entry: ConnectionPoolEntry = self._handed_over
        return entry

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if not self._give(record):
            record.close()

    def _give(self, entry: Any) -> bool:
        place, _ = self._taken.pop(entry)
        return self._give_place(place, self._upkeep.mode_of(entry) if entry.dbapi_connection is not None else None)

    def _give_place(self, place: Place[Any], mode: Mode | None) -> bool:
        """Give a place back; False where its connection is one too many, and is to be closed."""
        entry, farewell = place.entry, None
        if entry is not None and entry.dbapi_connection is None:
            farewell = self._options.farewells.of(entry) if self._options.farewells is not None else None
            place.entry = None
        elif entry is not None:
            place.mode = mode
            place.idle_since = time.monotonic()
        if farewell is None:
            return self._places.give(place)
        farewell.add_done_callback(lambda _: self._places.give(place))  # until then the server has the connection
        return True

    def _timeout_error(self) -> PoolTimeoutError:
        holders = describe(holder for _, holder in self._taken.values())
        return PoolTimeoutError(
            f"no database connection became free within {self._options.timeout:g} s (pool_timeout): {self.status()}. "
            f"{holders}. Let sessions end before the work waits for something else, open none inside of another, or "
            "raise pool_size"
        )

    # -- the rest of a pool's interface

    def recreate(self) -> FairPool:
        """Return a new pool with the same options; see `Pool.recreate`."""
        self.logger.info("Pool recreating")
        return FairPool(
            self._creator,
            self._options,
            echo=self.echo,
            logging_name=self._orig_logging_name,
            reset_on_return=self._reset_on_return,
            _dispatch=self.dispatch,
            dialect=self._dialect,
        )

    def dispose(self) -> None:
        """Close the connections that nobody uses now, and those in use when they come back; see `Pool.dispose`."""
        for entry in self._places.drain():
            entry.close()
        if self._options.farewells is not None:
            await_(self._options.farewells.finish())
        self.logger.info("Pool disposed. %s", self.status())

    def status(self) -> str:
        """Describe the pool's state; see `Pool.status`."""
        return f"{self.checkedout()} connections are in use, {self.checkedin()} idle, and {self.waiting()} tasks wait"

    def size(self) -> int:
        """Return how many connections are kept."""
        return self._options.size

    def timeout(self) -> float:
        """Return how many seconds a checkout may wait."""
        return self._options.timeout

    def checkedout(self) -> int:
        """Return how many connections are in use; those that are being opened or seen off are not."""
        return len(self._taken)

    def checkedin(self) -> int:
        """Return how many connections are open and not in use."""
        return self._places.idle

    def overflow(self) -> int:
        """Return how many connections there are beyond `size`; below 0 while there are fewer."""
        return self._places.taken + self._places.idle - self._options.size

    def waiting(self) -> int:
        """Return how many tasks wait for a connection."""
        return self._places.waiting


def _close_now(entry: Any) -> None:
    entry.invalidate()  # outside of a greenlet, where no driver waits for the server


class Checkout:
    """One use of a connection by code that awaits the driver itself; see `FairPool.checkout`."""

    __slots__ = ("_managed", "_mode", "_pool")

    def __init__(self, pool: FairPool, mode: Mode) -> None:
        self._pool = pool
        self._mode = mode
        self._managed: Managed

    async def __aenter__(self) -> Managed:
        self._managed = await self._pool.check_out(self._mode)
        return self._managed

    async def __aexit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        await self._pool.check_in(self._managed, error)
