"""The travel service in a temporary folder: its database made, its server started on a free port and stopped again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TRAVEL = Path(__file__).resolve().parent / "travel"
STARTUP_SECONDS = 30.0
STOP_SECONDS = 10.0


class TourError(Exception):
    """Something did not go as it should have; the message says what."""


class Service:
    """The travel service on the embedded database, with all of its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": str(TRAVEL),
            "PYTHONUTF8": "1",
            "DATABASE_URL": f"sqlite:///{folder / 'travel.db'}",
            "MAIL_LOG_PATH": str(folder / "mail.log"),
            "UPLOAD_DIR": str(folder / "uploads"),
        }

    def initialise(self) -> str:
        """Create and seed the tables, as an administrator would; return what the program wrote."""
        command = [sys.executable, "-m", "travel.db", "--init"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode != 0:
            raise TourError(f"`python -m travel.db --init` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def running(self, on_start: Callable[[int, int], None]) -> Iterator[httpx.Client]:
        """Serve on 127.0.0.1 and yield a client of the service once it answers; stop it whatever happens.

        :param on_start: called with the port and the process id as soon as the process runs.
        """
        port = _free_port()
        command = [sys.executable, "-m", "uvicorn", "travel.main:app", "--port", str(port)]
        with (self.folder / "server.log").open("wb") as log:
            server = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            on_start(port, server.pid)
            # trust_env: no proxy that the environment names stands between us and a server on this machine
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10.0) as client:
                _wait_until_healthy(client, server)
                yield client
        finally:
            _stop(server)

    def log(self) -> str:
        """Return what the server has written."""
        return self._read("server.log")

    def mails(self) -> list[str]:
        """Return the lines that the service wrote in place of mails."""
        return self._read("mail.log").splitlines()

    def _read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise TourError(f"the server ended with exit code {server.returncode} before it answered")
        try:
            if client.get("/health").is_success:
                return
        except httpx.ConnectError:
            time.sleep(0.05)
    raise TourError(f"/health did not answer within {STARTUP_SECONDS:.0f} seconds")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, which it does when it has closed its connections; kill it if that takes too long."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
