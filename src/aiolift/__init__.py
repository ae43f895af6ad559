"""aiolift: an async data layer for FastAPI and SQLModel on MySQL, right by default.

The runtime's public face. `aiolift.fastapi` holds the FastAPI dependencies and `aiolift.errors` the error tree.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aiolift.errors import (
    AioliftError,
    CommitOutcomeUnknownError,
    ConfigurationError,
    ConnectError,
    GuardError,
    ImplicitIOError,
    PoolTimeoutError,
    ReadOnlySessionError,
    SeedError,
    SessionClosedError,
)

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from aiolift.database import Database
    from aiolift.guarding import guard
    from aiolift.settings import DatabaseSettings

__all__ = [
    "AioliftError",
    "AsyncSession",
    "CommitOutcomeUnknownError",
    "ConfigurationError",
    "ConnectError",
    "Database",
    "DatabaseSettings",
    "GuardError",
    "ImplicitIOError",
    "PoolTimeoutError",
    "ReadOnlySessionError",
    "SeedError",
    "SessionClosedError",
    "guard",
]

# Imported at first use: pytest imports this package, for its plugin, in test suites that have nothing to do with it.
_MODULES = {
    "AsyncSession": "sqlmodel.ext.asyncio.session",
    "Database": "aiolift.database",
    "DatabaseSettings": "aiolift.settings",
    "guard": "aiolift.guarding",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
