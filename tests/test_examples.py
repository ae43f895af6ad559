"""The travel service before and after the move: both suites, run as their reader would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate import copying
from aiolift.migrate.run import migrate
from tests.conftest import UNUSED_PLUGINS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.servers import Server

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
COMPLETE = 60
#: A suite takes half a minute: each server and each driver once, beside the default driver on both servers.
OTHERS = [("mariadb", "aiomysql"), ("mysql", "mysqlconnector_async")]

ALONE = ("-p", "no:aiolift")
#: `export_spots` has nobody else to keep waiting, and says so where it opens its file.
GUARDED = ("--aiolift-guard", "-o", "aiolift_guard_allow=travel/scripts/export_spots.py")


@cache
def run_suite(example: str | Path, *files: str, url: str | None = None, options: Sequence[str] = ALONE) -> int:
    """Run a suite, or some of its files; return how many tests passed, fail where one fails.

    :param options: for pytest; by default the suite is alone, without aiolift's plugin.
    :param url: the database to test on; None is the suite's own choice, SQLite.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))}
    environment.pop("TRAVEL_TEST_URL", None)
    if url:
        environment["TRAVEL_TEST_URL"] = url
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *UNUSED_PLUGINS, *options, *files]
    done = subprocess.run(
        command,
        cwd=EXAMPLES / example,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"the suite of examples/{example} ended with {done.returncode}:\n{done.stdout}", pytrace=False)
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed, done.stdout
    return int(passed[1])


@pytest.mark.parametrize(("example", "options"), [("travel_sync", ALONE), ("travel", GUARDED)])
def test_suites_on_sqlite(example: str, options: Sequence[str]) -> None:
    """Both services pass their tests with nothing installed but Python packages; the async one under a guard."""
    assert run_suite(example, options=options) >= COMPLETE


@pytest.mark.parametrize(("example", "driver"), [("travel_sync", "pymysql"), ("travel", "asyncmy")])
def test_suites_on_servers(server: Server, fresh_database: Callable[..., str], example: str, driver: str) -> None:
    """Both services pass their tests on real MySQL and MariaDB, each with its own driver."""
    assert run_suite(example, url=fresh_database(server, driver)) >= COMPLETE


@pytest.mark.parametrize(("server", "driver"), OTHERS, indirect=["server"])
def test_http_with_the_other_drivers(server: Server, fresh_database: Callable[..., str], driver: str) -> None:
    """The service after the move answers alike whichever async driver its URL names."""
    assert run_suite("travel", "tests/test_http.py", url=fresh_database(server, driver)) >= COMPLETE


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sync service, migrated by the tool."""
    folder = tmp_path_factory.mktemp("migrated") / "travel"
    plan = migrate(EXAMPLES / "travel_sync")
    assert plan.markers == ()
    copying.copy(plan, folder)
    return folder


def test_the_migrated_suite_on_sqlite(migrated: Path) -> None:
    """The migrated service passes as many of its migrated tests as the sync service passes of its own."""
    assert run_suite(migrated) == run_suite("travel_sync", options=ALONE)


@pytest.mark.parametrize(
    ("server", "driver"), [("mysql", "asyncmy"), ("mariadb", "asyncmy"), *OTHERS], indirect=["server"]
)
def test_the_migrated_suite_on_servers(
    migrated: Path, server: Server, fresh_database: Callable[..., str], driver: str
) -> None:
    """The migrated service passes its tests on real MySQL and MariaDB with each async driver."""
    assert run_suite(migrated, url=fresh_database(server, driver)) >= COMPLETE


@pytest.mark.parametrize("name", ["tests/test_http.py", "data/administrative_division.csv"])
def test_files_that_the_move_did_not_touch(name: str) -> None:
    """The HTTP tests and the data of both services are the same bytes: what a client sees has not changed."""
    assert (EXAMPLES / "travel_sync" / name).read_bytes() == (EXAMPLES / "travel" / name).read_bytes()
