"""TestClients that talk to WebSockets."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiolift.analysis.model import Model
from aiolift.analysis.testing.test_clients import KeptClients
from aiolift.program.program import Program
from aiolift.program.text import TextFile

SOURCE = """\
from fastapi.testclient import TestClient

first = TestClient(app)
second = TestClient(app)
third = TestClient(app)


def talk(client):
    client.websocket_connect("/ws")


def ask(client):
    client.get("/")


def test_all():
    talk(first)
    ask(first)
    ask(second)
    third.get("/")
"""


def test_clients_that_are_used_in_one_place_stay_together() -> None:
    """What a helper asks with either client can only be sync or async; a third client is free."""
    model = Model(Program([TextFile(Path("test_a.py"), PurePosixPath("test_a.py"), SOURCE)]))
    kept = KeptClients(model)
    module = model.program.modules[0]
    assert sorted(module.file.line_of(module.start(node)) for node in kept.made) == [3, 4]
    uses = {module.segment(site.node): kept.keeps(site) for site in model.sites}
    assert uses['client.get("/")']
    assert not uses['third.get("/")']
