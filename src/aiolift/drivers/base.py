"""What the runtime needs of a driver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from aiolift.drivers.mode import Mode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    from aiolift.drivers.farewells import Farewells
    from aiolift.settings import DatabaseSettings


class Driver(ABC):
    """One async DBAPI. Stateless: a subclass is used through its single instance in `drivers.url`."""

    name: ClassVar[str]
    """The driver's name in a URL: ``asyncmy`` in ``mysql+asyncmy://``."""
    module: ClassVar[str]
    """The module that must be importable."""
    extra: ClassVar[str]
    """The extra of aiolift that installs it."""
    can_fetch: ClassVar[bool] = False
    """Whether `fetch` works."""
    initial_mode: ClassVar[Mode | None] = Mode.TRANSACTIONAL
    """The mode of a new connection."""

    @property
    def installed(self) -> bool:
        """Whether the driver's package can be imported."""
        try:
            return find_spec(self.module) is not None
        except ModuleNotFoundError:  # of a submodule's parents
            return False

    @abstractmethod
    def check(self, url: URL, settings: DatabaseSettings) -> None:
        """Refuse what this driver cannot do.

        :raises UnsupportedOptionError: naming the setting, and what to use instead.
        """

    @abstractmethod
    def create_engine(self, url: URL, settings: DatabaseSettings, **options: Any) -> AsyncEngine:
        """Make an engine whose connections follow `settings`.

        :param options: what the caller decided for ``create_async_engine``, the pool for example.
        """

    @abstractmethod
    async def set_mode(self, connection: Any, mode: Mode) -> None:
        """Switch `connection`, SQLAlchemy's form of it, to `mode`. No transaction is open on it."""

    def is_in_mode(self, connection: Any, mode: Mode) -> bool:
        """Whether nothing is known against `connection`, SQLAlchemy's form of it, being in `mode`; no round trip."""
        return True

    def farewells(self, url: URL, settings: DatabaseSettings) -> Farewells | None:
        """Return what sees off connections on which a query may run; None where to close them ends it."""
        return None

    @abstractmethod
    def is_open(self, connection: Any) -> bool:
        """Whether the peer still holds its end of this (driver's) connection, as far as the socket knows."""

    def fetch(self, connection: Any, sql: str, arguments: Sequence[Any]) -> Awaitable[tuple[Sequence[Any], Any]]:
        """Send a SELECT and return its rows, as tuples, and their description as in PEP 249. Needs no greenlet.

        :param connection: SQLAlchemy's adapted connection.
        :param arguments: for the placeholders of `sql`, in the driver's ``paramstyle``.
        """
        raise NotImplementedError(f"{self.name} cannot fetch")
