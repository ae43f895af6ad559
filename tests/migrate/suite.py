"""Run somebody else's test suite in a process of its own, forked from one that has the big libraries already."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import sys
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.migrate.case import MADE_BY_RUNNING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SECONDS_ALLOWED = 120
REPOSITORY = Path(__file__).parents[2]
ARGUMENTS = (
    *("-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin", "-p", "anyio.pytest_plugin"),
    *("-q", "-ra", "--tb=short", "--color=no"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
    # a coroutine that nobody awaits warns when it is collected, where an error can only be "unraisable"
    *("-W", "error::RuntimeWarning", "-W", "error::pytest.PytestUnraisableExceptionWarning"),
)

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    [
        *("aiosqlite", "anyio._backends._asyncio", "fastapi.testclient", "pydantic_settings", "sqlalchemy.ext.asyncio"),
        *("sqlmodel", "pytest", "pytest_asyncio.plugin", "anyio.pytest_plugin"),
        # what pytest, SQLAlchemy and FastAPI import when they are used
        *("pdb", "unittest", "_pytest.junitxml", "_pytest.pastebin", "_pytest.skipping", "_pytest.threadexception"),
        *("_pytest.unittest", "sqlalchemy.dialects.sqlite.aiosqlite", "pydantic.v1"),
    ]
)


@dataclass
class Suite:
    """What a run of pytest gave."""

    collected: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    exit_code: int = -1
    output: str = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the names of the tests."""
        self.collected = [item.nodeid for item in session.items]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the names of those that passed."""
        if report.when == "call" and report.passed:
            self.passed.append(report.nodeid)


def run_suite(project: Path, copy: Path) -> Suite:
    """Run the tests of `project` in `copy`, which is made, with no setting of ours in its environment.

    `aiolift` cannot be imported there: a migrated project does not need it.
    """
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns(*MADE_BY_RUNNING))
    receive, send = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_run, args=(str(copy), send))
    process.start()
    send.close()
    try:
        return Suite(*receive.recv()) if receive.poll(SECONDS_ALLOWED) else Suite(output="it did not end in time")
    except EOFError:
        return Suite(output="the process ended without a report")
    finally:
        process.kill()
        process.join()
        process.close()
        receive.close()


class _WithoutAiolift(MetaPathFinder):
    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "aiolift":
            raise ModuleNotFoundError("a migrated project does not import aiolift")


def _run(project: str, report: Connection) -> None:
    log = os.open(f"{project}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(project)
    for name in [name for name in os.environ if name.endswith("_URL") or name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # ours is a pytest plugin too
    # the project's own `tests` and its modules come first, as with `python -m pytest`
    for name in [name for name in sys.modules if name.partition(".")[0] in {"aiolift", "tests"}]:
        del sys.modules[name]
    sys.meta_path.insert(0, _WithoutAiolift())
    sys.path[:] = [project, *(path for path in sys.path if path and Path(path) != REPOSITORY)]
    sys.dont_write_bytecode = True
    gc.freeze()  # pytest collects garbage until none is left: not that of the libraries, which were there before
    suite = Suite()
    suite.exit_code = int(pytest.main([f"--rootdir={project}", *ARGUMENTS], plugins=[suite]))
    sys.stdout.flush()
    output = Path(f"{project}.log").read_text("utf-8", errors="replace")
    report.send((suite.collected, suite.passed, suite.exit_code, output))  # plain values: our classes are gone here
