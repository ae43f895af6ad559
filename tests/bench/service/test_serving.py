"""One service, served and ended."""

import socket
from dataclasses import replace

import pytest
from sqlalchemy import make_url

from aiolift.bench.service.peers import PEERS
from aiolift.bench.service.serving import Service, serving
from aiolift.errors import BenchError

NO_DATABASE = next(peer for peer in PEERS if not peer.reads)
URL = make_url("mysql://travel:s3cret@127.0.0.1:1/travel")


def test_serves_until_the_end() -> None:
    """A service answers, is not taken for one that has stopped, and is gone after the block."""
    with serving(NO_DATABASE, URL) as service:
        status, body = service.answer(10)
        assert status == 200
        assert '"code":"D00001"' in body
        assert not service.has_stopped(10)
    with pytest.raises(ConnectionRefusedError):
        service.answer(10)


def test_a_service_that_never_answers_has_stopped() -> None:
    """One that takes connections and answers none is recognised by a time limit."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert Service(listener.getsockname()[1]).has_stopped(0.2)


def test_a_service_that_cannot_start() -> None:
    """The error names the service and ends with its log, which does not show the password."""
    absent = replace(NO_DATABASE, module="not_there")
    with pytest.raises(BenchError, match=r"'no database' does not answer") as caught, serving(absent, URL):
        pass
    assert "not_there" in str(caught.value).partition("\n")[2]
    assert "s3cret" not in str(caught.value)
