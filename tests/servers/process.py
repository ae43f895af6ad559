"""A child process that never outlives the tests."""

from __future__ import annotations

import subprocess
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GUARD = 'cat; kill -KILL "$0"; sleep 1; rm -rf -- "$@"'


class GuardedProcess:
    """Run `command`; if the tests die without stopping it, it is killed and `leftovers` are removed.

    A second process, the guard, reads a pipe that only the tests hold open: it wakes up when they are gone, however
    they went. Both have a session of their own, so that Ctrl-C in the terminal reaches the tests alone.

    :param environment: the process's environment variables.
    :param log: takes what the process writes.
    """

    def __init__(
        self, command: list[str], *, environment: dict[str, str], log: IO[bytes], leftovers: tuple[Path, ...]
    ) -> None:
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        self.pid = self._process.pid
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, str(self.pid), *map(str, leftovers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def terminate(self, timeout: float) -> None:
        """Ask the process to end, and kill it when it has not after `timeout` seconds."""
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._finish()

    def kill(self) -> None:
        """End the process at once (SIGKILL)."""
        self._process.kill()
        self._finish()

    def _finish(self) -> None:
        self._process.wait()
        self._guard.kill()
        self._guard.communicate()
