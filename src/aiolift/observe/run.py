"""Run a command with the recorder inside of it, and put what its processes wrote into one file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiolift.errors import ObservationError
from aiolift.observe import recorder
from aiolift.observe.record import FORMAT, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Outcome:
    """How the command ended, and what was seen.

    :param code: its exit code, as a shell counts it: 128 and the signal's number where a signal ended it.
    :param places: how many different loads there are, with `loads` how often they happened.
    :param versions: SQLAlchemy's, one for each that the processes imported; none where nothing could be recorded.
    :param problems: what the recorder could not do.
    """

    code: int
    places: int
    loads: int
    versions: tuple[str, ...]
    problems: tuple[str, ...]


def run(command: Sequence[str], output: Path, *, root: Path) -> Outcome:
    """Run `command` as given, with the caller's stdin, stdout and stderr, and write the record to `output`.

    :param root: the directory of the program; only its files are named in the record.
    :raises ObservationError: the command cannot be started, or the record cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="aiolift-observe-") as directory:
        code = _wait(command, _environment(Path(directory), root))
        entries = list(_entries(Path(directory)))
    loads = Counter(text for kind, text in entries if kind == "load")
    versions = tuple(sorted({json.loads(text) for kind, text in entries if kind == "sqlalchemy"}))
    problems = tuple(sorted({json.loads(text) for kind, text in entries if kind == "error"}))
    content = {
        "format": FORMAT,
        "version": VERSION,
        "sqlalchemy": versions,
        "problems": problems,
        "loads": sorted(({**json.loads(text), "count": count} for text, count in loads.items()), key=_order),
    }
    try:
        output.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ObservationError(f"{output}: cannot be written: {error.strerror}; give another --output") from error
    return Outcome(code, len(loads), loads.total(), versions, problems)


def _environment(directory: Path, root: Path) -> dict[str, str]:
    inject = directory / "inject"
    inject.mkdir()
    shutil.copyfile(recorder.__file__, inject / "sitecustomize.py")
    before = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(inject), *([before] if before else [])]),
        recorder.DIRECTORY: str(directory),
        recorder.ROOT: str(root.resolve()),
    }


def _wait(command: Sequence[str], environment: dict[str, str]) -> int:
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's own command, without a shell
    except OSError as error:
        message = f"{command[0]}: cannot be started: {error.strerror}; give the path of a program, as .venv/bin/pytest"
        raise ObservationError(message) from error
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            # the terminal has sent Ctrl-C to the command as well, which ends in its own way
            continue
        return code if code >= 0 else 128 - code


def _entries(directory: Path) -> Iterable[tuple[str, str]]:
    """Yield every event of every journal: its kind, and its content as JSON with sorted keys."""
    for journal in sorted(directory.glob("*.jsonl")):
        seen: list[tuple[str, str]] = []
        for line in journal.read_text(encoding="utf-8").splitlines():
            kind, content = json.loads(line)
            if kind != "again":
                seen.append((kind, json.dumps(content, sort_keys=True)))
            yield seen[content] if kind == "again" else seen[-1]


def _order(load: dict[str, Any]) -> tuple[str, str, str, str]:
    return load["class"], load["attribute"], load["kind"], json.dumps(load, sort_keys=True)
