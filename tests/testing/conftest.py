"""Databases for one test, as the plugin's fixture makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests.testing.connections import remaining_connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers import Server


@pytest.fixture
def watched_url(mysql_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database, for every server and driver; after the test no connection to it is left."""
    yield mysql_url
    kind, _ = request.node.callspec.params["mysql_url"].split("-")
    server: Server = request.getfixturevalue(kind)
    assert remaining_connections(server, make_url(mysql_url).database or "") == 0
