"""The services: all of them answer alike."""

from importlib import import_module

import httpx
import pytest
from sqlalchemy import make_url

from aiolift.bench.service import division
from aiolift.bench.service.peers import PEERS, URL_VARIABLE, Peer
from tests.servers import Server

ROW = list(division.rows())[41]


@pytest.mark.parametrize("peer", PEERS, ids=[peer.name for peer in PEERS])
async def test_answers_the_row(peer: Peer, mariadb: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each service gives the row of a code from the table, as the same JSON."""
    if not peer.is_installed:
        pytest.skip(f"{peer.needs} is not installed; it comes with aiolift[bench]")
    with mariadb.fresh_database() as name:
        url = make_url(mariadb.url(peer.driver, database=name))
        await division.fill(url.set(drivername="mysql"))
        monkeypatch.setenv(URL_VARIABLE, url.render_as_string(hide_password=False))
        app = import_module(f"aiolift.bench.service.peers.{peer.module}").create()
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://bench") as client,
        ):
            answer = await client.get(f"/divisions/{ROW['code']}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == ROW
