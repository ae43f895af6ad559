"""Run SQLAlchemy's dialect suite against a server with one driver, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.servers import Server

ROOT = Path(__file__).parents[2]
SUITE = Path(__file__).parent / "suite"
DATABASE_VARIABLE = "DIALECT_SUITE_DATABASE"
# how the suite calls a class: CTETest_mysql+aiomysql_async_9_7_4
_CLASS = re.compile(r"(\w+?)_(?:mysql|mariadb)\+\w+$")


@dataclass(frozen=True)
class Outcome:
    """What became of the tests, each named ``ClassTest::test_name[parameters]``."""

    passed: frozenset[str]
    failed: frozenset[str]
    """Failures and errors."""
    skipped: frozenset[str]
    output: str
    """What pytest printed."""

    def __str__(self) -> str:
        return f"{len(self.passed)} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"


def run_suite(server: Server, driver: str) -> Outcome:
    """Run the whole suite.

    :raises RuntimeError: it did not come to its end; with what it printed.
    """
    with _databases(server) as database, tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        url = make_url(server.url(driver)).set(drivername=f"{server.kind}+{driver}")
        arguments = ["-c", "setup.cfg", "suite.py", "-p", "tests.dialect_suite.suite.plugin", f"--junitxml={report}"]
        completed = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "--dburi", url.render_as_string(hide_password=False)],
            cwd=SUITE,
            env={**os.environ, "PYTHONPATH": str(ROOT), DATABASE_VARIABLE: database},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report.exists():
            raise RuntimeError(f"the suite ended with status {completed.returncode}:\n{completed.stdout[-5000:]}")
        return _read(report, completed.stdout)


@contextmanager
def _databases(server: Server) -> Iterator[str]:
    """Create the three databases that the suite wants, and give the name of the first, which starts the others'."""
    name = f"suite_{uuid.uuid4().hex[:8]}"
    names = [name, f"{name}_test_schema", f"{name}_test_schema_2"]
    server.run_sql(*(f"CREATE DATABASE {each} CHARACTER SET utf8mb4" for each in names))
    try:
        yield name
    finally:
        server.run_sql("SET foreign_key_checks = 0", *(f"DROP DATABASE {each}" for each in names))


def _read(report: Path, output: str) -> Outcome:
    outcomes: dict[str, set[str]] = {"passed": set(), "failed": set(), "skipped": set()}
    for case in ET.parse(report).iter("testcase"):
        name = f"{_class(case.attrib['classname'])}::{case.attrib['name']}"
        children = {child.tag for child in case}
        if children & {"failure", "error"}:
            outcomes["failed"].add(name)
        else:
            outcomes["skipped" if "skipped" in children else "passed"].add(name)
    frozen = {kind: frozenset(names) for kind, names in outcomes.items()}
    return Outcome(frozen["passed"] - frozen["failed"], frozen["failed"], frozen["skipped"], output)


def _class(classname: str) -> str:
    found = _CLASS.search(classname)
    return found[1] if found else classname.removeprefix("suite.")
