"""The one pool of a Database, and the second engine on it."""

from aiolift.drivers.mode import Mode
from aiolift.pool.fair import FairPool
from aiolift.pool.holders import working_for
from aiolift.pool.options import PoolOptions
from aiolift.pool.read_engine import ReadEngine

__all__ = ["FairPool", "Mode", "PoolOptions", "ReadEngine", "working_for"]
