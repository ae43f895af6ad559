"""A command in a process of its own: how long it takes, and with how much memory."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import aiolift
from aiolift.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: `aiolift` of this interpreter.
AIOLIFT = (sys.executable, "-c", "from aiolift.cli import main; main()")
_DONE = frozenset({0, 1})  # complete and clean, or with markers or findings


@dataclass(frozen=True)
class Run:
    """One run of a command.

    :param seconds: from its start to its end, the start of Python included.
    :param cpu: the seconds that it kept processors busy.
    :param memory: the most that its largest process had, in MiB.
    :param output: what it wrote to stdout.
    """

    seconds: float
    cpu: float
    memory: float
    output: str


def compiled() -> None:
    """Compile aiolift's modules, as pip does where it installs it: the first run of a checkout would pay for that."""
    compileall.compile_dir(Path(aiolift.__file__).parent, quiet=1)


def run(command: Sequence[str], environment: Mapping[str, str], done: Collection[int] = _DONE) -> Run:
    """Run a command to its end.

    :param environment: is added to this process's.
    :raises BenchError: it ended with an exit code that is not one of `done`; what it said is on stderr.
    """
    with TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=output
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in done:
            name = " ".join(["aiolift" if tuple(command[:3]) == AIOLIFT else Path(command[0]).name, *command[3:4]])
            raise BenchError(f"{name} ended with exit code {process.returncode}")
        output.seek(0)
        text = output.read().decode()
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20, text)
