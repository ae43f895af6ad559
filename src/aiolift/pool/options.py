"""What a pool is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.drivers import Driver
    from aiolift.drivers.farewells import Farewells


@dataclass(frozen=True)
class PoolOptions:
    """The options of one `FairPool`; all times are seconds."""

    driver: Driver
    """The driver whose connections it holds."""
    farewells: Farewells | None
    """What sees off connections on which a query may run; None where to close them is enough."""
    size: int
    """Connections that are kept open."""
    overflow: int
    """Connections beyond these, closed when nobody waits for one."""
    timeout: float
    """How long a checkout may wait for a connection."""
    recycle: float
    """The age at which a connection is replaced."""
    ping_after: float
    """A connection that was idle for longer is pinged before use."""
    ping_timeout: float
    """How long the ping's answer may take."""
