"""One service, served by uvicorn with one worker for as long as it is measured."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from aiolift.bench.service.division import code
from aiolift.bench.service.peers import URL_VARIABLE
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

    from aiolift.bench.service.peers import Peer

_START_SECONDS = 30.0
#: How long a service that ends may take for it, in seconds.
_END_SECONDS = 3.0
#: A service that leaves one request unanswered for so many seconds has stopped.
STOPPED_SECONDS = 10.0
_LOG_LINES = 8


class Service:
    """A running service.

    :param port: where it listens, on 127.0.0.1.
    """

    def __init__(self, port: int, number: int = 1) -> None:
        self.port = port
        self._path = f"/divisions/{code(number)}"

    def answer(self, seconds: float) -> tuple[int, str]:
        """Ask for one row; return the status and the body.

        :raises OSError: nobody listens, or there was no answer in so many seconds.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", self._path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as error:
            raise ConnectionError(f"the answer is not one of HTTP: {error!r}") from error
        finally:
            connection.close()

    def has_stopped(self, seconds: float = STOPPED_SECONDS) -> bool:
        """Whether one request alone gets no answer at all in so many seconds."""
        try:
            self.answer(seconds)
        except OSError:
            return True
        return False


@contextmanager
def serving(peer: Peer, url: URL) -> Iterator[Service]:
    """Serve `peer`, with its database at `url`, and end it whatever state it is in.

    :raises BenchError: it does not start, or does not answer as it should.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = Service(listener.getsockname()[1])
    target = url.set(drivername=f"mysql+{peer.driver}").render_as_string(hide_password=False)
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", f"aiolift.bench.service.peers.{peer.module}:create"),
        *("--port", str(service.port), "--no-access-log", "--log-level", "error"),
    ]
    with tempfile.TemporaryFile() as log:
        environment = os.environ | {URL_VARIABLE: target}
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait(service, peer, process, log)
            yield service
        finally:
            _end(process)


def _wait(service: Service, peer: Peer, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    said = "not at all"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            status, body = service.answer(_START_SECONDS)
        except OSError:
            time.sleep(0.05)
            continue
        if status == http.client.OK and json.loads(body)["code"] == code(1):
            return
        said = f"{status} {body[:200]}"
        break
    log.seek(0)
    logged = log.read().decode("utf-8", "replace").strip().splitlines()[-_LOG_LINES:]
    raise BenchError("\n".join([f"the service {peer.name!r} does not answer as it should: {said}", *logged]))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it in order, so that its connections do not stay on the server; kill it where it does not end."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
