"""The real `aiolift` command in a process of its own: with pipes, or on a pseudo-terminal."""

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = (sys.executable, "-W", "error", str(Path(sys.executable).parent / "aiolift"))
PATIENCE = 60.0  # seconds, before a test gives a command up


@dataclass(frozen=True)
class Finished:
    """How a command ended, and what it wrote."""

    code: int
    stdout: str
    stderr: str


class Command:
    """The command in the folder `cwd`, with nothing of the environment that would concern it."""

    def __init__(self, cwd: Path, program: tuple[str, ...] = PROGRAM) -> None:
        self.cwd = cwd
        self.program = program

    def __call__(self, *arguments: str | Path, url: str | None = None, **environment: str) -> Finished:
        """Run the command with pipes; `url` becomes DATABASE_URL."""
        process = self.start(*arguments, url=url, **environment)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        return Finished(process.returncode, stdout, stderr)

    def start(self, *arguments: str | Path, url: str | None = None, **environment: str) -> subprocess.Popen[str]:
        """Start the command with pipes."""
        return subprocess.Popen(
            [*self.program, *map(str, arguments)],
            cwd=self.cwd,
            env=self._environment(url, environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @contextmanager
    def on_terminal(
        self, *arguments: str | Path, url: str | None = None, stdout: int | None = None, **environment: str
    ) -> Iterator["Terminal"]:
        """Start the command on a terminal of 100 columns; `stdout` may be subprocess.PIPE."""
        controller, terminal = pty.openpty()
        try:
            process = subprocess.Popen(
                [*self.program, *map(str, arguments)],
                cwd=self.cwd,
                env=self._environment(url, {"TERM": "xterm-256color", "COLUMNS": "100", **environment}),
                stdin=terminal,
                stdout=terminal if stdout is None else stdout,
                stderr=terminal,
                start_new_session=True,
                preexec_fn=_take_terminal,
            )
        finally:
            os.close(terminal)
        try:
            yield Terminal(process, controller)
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
            os.close(controller)

    def _environment(self, url: str | None, changes: Mapping[str, str]) -> dict[str, str]:
        concerned = ("DATABASE_", "AIOLIFT_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(concerned)}
        return environment | ({"DATABASE_URL": url} if url is not None else {}) | dict(changes)


class Terminal:
    """A command on a pseudo-terminal, seen from the person's side."""

    def __init__(self, process: subprocess.Popen[Any], controller: int) -> None:
        self.process = process
        self.seen = ""
        self._controller = controller

    def wait_for(self, text: str) -> None:
        """Wait until `text` is on the screen."""
        while text not in self.seen:
            if not self._read():
                raise AssertionError(f"{text!r} never came; the screen shows {self.seen!r}")

    def type(self, keys: str) -> None:
        """Press keys, after the moment that a person takes; ``\\x03`` is Ctrl-C and ``\\x04`` Ctrl-D.

        A signal in the instant between the question and the read would not wake the read.
        """
        time.sleep(0.3)
        os.write(self._controller, keys.encode())

    def finish(self) -> int:
        """Wait for the end of the command, and return its exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._controller], [], [], PATIENCE)
        if not ready:
            raise AssertionError(f"nothing more came; the screen shows {self.seen!r}")
        try:
            data = os.read(self._controller, 65536)
        except OSError:  # Linux says so where the last process has closed the terminal
            return False
        self.seen += data.decode()
        return bool(data)


def _take_terminal() -> None:
    """Make stdin the controlling terminal, so that Ctrl-C on it reaches the command."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
