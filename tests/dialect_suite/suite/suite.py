"""SQLAlchemy's suite for dialects, run by ../run.py in a process of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy.testing.suite import *  # noqa: F403
from sqlalchemy.testing.suite import ServerSideCursorsTest as _ServerSideCursorsTest


class ServerSideCursorsTest(_ServerSideCursorsTest):
    """The suite knows the cursors of SQLAlchemy's own dialects only (its comment says so)."""

    def _is_server_side(self, cursor: Any) -> bool:
        return bool(cursor.server_side)
