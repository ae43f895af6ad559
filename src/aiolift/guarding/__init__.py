"""`aiolift.guard`: what no text shows, caught while it runs.

Blocking calls in the event loop, reads of attributes that are not loaded, connections that nobody gave back, and
coroutines that nobody awaited. The program runs as it would without it; at the end an error lists what was seen.
"""

from aiolift.guarding.allowance import QUICK
from aiolift.guarding.block import Guard as guard  # noqa: N813 -- read as a word: `with aiolift.guard():`

__all__ = ["QUICK", "guard"]
