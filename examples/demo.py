"""The main job, live: test the sync travel service, migrate it, test the result, explain one function.

Run it with ``make demo``. It works on the embedded database (SQLite); the migrated service stays in `.demo/travel`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from examples.screen import Screen

ROOT = Path(__file__).resolve().parent.parent
SYNC = ROOT / "examples" / "travel_sync"
ASYNC = ROOT / ".demo" / "travel"
#: A function deep inside of the service, whose chain down to the I/O is shown.
EXPLAINED = "travel.routers.plans:copy_plan"


class StepFailedError(Exception):
    """A step of the demo did not end well."""


def main() -> int:
    """Run the demo; return the exit code."""
    screen = Screen()
    try:
        run(screen)
    except StepFailedError as error:
        screen.failure(str(error))
        return 1
    except KeyboardInterrupt:
        screen.failure("interrupted")
        return 130
    return 0


def run(screen: Screen) -> None:
    """Test, migrate, test again, explain."""
    screen.heading("Before: a FastAPI + SQLModel service on a blocking driver")
    before = suite(screen, SYNC)
    screen.heading("The migration")
    migrate(screen)
    screen.heading("After: its own tests, migrated with it")
    after = suite(screen, ASYNC)
    if after != before:
        raise StepFailedError(f"{before} passed before the migration, and {after} after it")
    screen.heading("Why did a function become async?")
    command(screen, "aiolift", "explain", EXPLAINED, "--path", "examples/travel_sync")
    screen.heading("The result")
    screen.note(
        f"{after.removesuffix(' passed')} tests pass before and after. The async service: {ASYNC.relative_to(ROOT)}"
    )
    screen.note("See every change:  aiolift migrate examples/travel_sync --diff | less")


def migrate(screen: Screen) -> None:
    """Write the migrated service."""
    shutil.rmtree(ASYNC, ignore_errors=True)
    ASYNC.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    command(screen, "aiolift", "migrate", "examples/travel_sync", "--out", str(ASYNC.relative_to(ROOT)), "--no-cache")
    screen.note(f"{time.monotonic() - started:.1f} seconds. Nothing of the service was imported or run.")


def suite(screen: Screen, folder: Path) -> str:
    """Run the tests of a service in its folder; return pytest's own count, as `217 passed`."""
    screen.command(f"cd {folder.relative_to(ROOT)} && pytest -q")
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:aiolift", "--color=no"]
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    last = done.stdout.strip().rpartition("\n")[2]
    if done.returncode:
        raise StepFailedError(
            f"the tests in {folder.relative_to(ROOT)} failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}"
        )
    screen.line(last)
    return last.partition(" in ")[0].strip("= ")


def command(screen: Screen, *words: str) -> None:
    """Run a command of this checkout and show what it writes."""
    screen.command(" ".join(words))
    done = subprocess.run(
        [sys.executable, "-m", "aiolift", *words[1:]],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        screen.line(line)
    if done.returncode:
        raise StepFailedError(
            f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def _environment() -> dict[str, str]:
    """Return the environment without a database that the shell may name."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TRAVEL_"))}
    return kept | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    sys.exit(main())
