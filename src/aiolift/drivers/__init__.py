"""What differs per DBAPI: which URL names it, how a connection is opened, how a dead one is recognised.

The rest of the runtime sees a `Driver` and the two engines that it makes.
"""

from aiolift.drivers.base import Driver
from aiolift.drivers.url import resolve

__all__ = ["Driver", "resolve"]
