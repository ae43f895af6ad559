"""The two ways in which a pooled connection is used."""

from __future__ import annotations

from enum import Enum

#: The key in the ``info`` of a pooled connection, which ends with it, for the mode that it was switched to.
MODE_KEY = "aiolift.mode"


class Mode(Enum):
    """What a connection is set up for, on the server as well."""

    TRANSACTIONAL = "transactional"
    """A transaction begins with the first statement and lasts until COMMIT or ROLLBACK."""
    READ_ONLY = "read-only"
    """Autocommit: each statement sees the latest commit; and the server refuses every write."""

    __hash__ = object.__hash__  # Enum's own runs Python code, for every key of every checkout
