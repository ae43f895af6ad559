"""Real MariaDB and MySQL servers for the tests, found or brought, and a proxy that injects faults."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.servers.local import LocalServer
from tests.servers.provision import Installation, Kind, Report, ServerUnavailableError, provision
from tests.servers.proxy import FaultProxy
from tests.servers.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "URL_VARIABLES",
    "FaultProxy",
    "Installation",
    "Kind",
    "LocalServer",
    "Server",
    "ServerUnavailableError",
    "open_server",
    "provision",
]

URL_VARIABLES: dict[Kind, str] = {"mariadb": "AIOLIFT_TEST_MARIADB_URL", "mysql": "AIOLIFT_TEST_MYSQL_URL"}


@contextmanager
def open_server(kind: Kind, report: Report = print) -> Iterator[Server]:
    """The server that the environment names (`URL_VARIABLES`), else one of our own (a `LocalServer`).

    :param report: called with one line before each step that takes long.
    :raises ServerUnavailableError: there is none and it cannot be brought.
    """
    url = os.environ.get(URL_VARIABLES[kind])
    if url:
        yield Server.from_url(kind, url)
        return
    with LocalServer(provision(kind, report)) as server:
        yield server
