"""The one TLS policy of every driver: a connection that asks for TLS verifies the server, or does not come about."""

from __future__ import annotations

import ssl
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.settings import DatabaseSettings

#: What a driver says instead of going on in clear text.
NO_TLS_OFFERED = "TLS is required, but the server (or somebody between) does not offer it"


def context(settings: DatabaseSettings) -> ssl.SSLContext | None:
    """Return the context that the settings ask for, or None where they ask for no TLS.

    :raises SettingsError: the CA file is missing or is not PEM.
    """
    if not settings.wants_tls:
        return None
    try:
        return _context(settings.tls_ca, check_hostname=settings.tls_check_hostname)
    except OSError as error:  # ssl.SSLError is an OSError
        raise SettingsError(f"tls_ca: {settings.tls_ca} cannot be read as PEM certificates: {error}") from error


@lru_cache(maxsize=16)  # to read all the CAs of a system takes time, in which the event loop stands still
def _context(ca: Path | None, *, check_hostname: bool) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=ca)
    made.check_hostname = check_hostname
    return made
