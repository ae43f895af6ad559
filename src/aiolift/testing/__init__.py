"""The pytest plugin: a database per session and a rollback per test, on a real server and for every event loop scope.

And the guard over each test, in `guarded`, with ``--aiolift-guard``.

pytest loads this module in every environment that has aiolift. So it imports nothing of aiolift before a fixture is
used, and `aiolift` itself imports its runtime when a name of it is used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import MetaData

    from aiolift.database import Database
    from aiolift.settings import DatabaseSettings
    from aiolift.testing.run_database import RunDatabase, Seed

URL_VARIABLE = "AIOLIFT_TEST_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--aiolift-url`` and the ini option ``aiolift_url``."""
    described = f"the server that the `database` fixture makes its databases on; default: ${URL_VARIABLE}, or sqlite://"
    parser.getgroup("aiolift").addoption("--aiolift-url", metavar="URL", help=described)
    parser.addini("aiolift_url", default="sqlite://", help=f"{described} (--aiolift-url and ${URL_VARIABLE} win)")
    guarded = "fail tests that block the event loop, load implicitly, or forget a connection or an await"
    parser.getgroup("aiolift").addoption("--aiolift-guard", action="store_true", default=None, help=guarded)
    parser.addini("aiolift_guard", type="bool", default=False, help=guarded)
    parser.addini("aiolift_guard_allow", type="linelist", help="what the guard lets pass, see aiolift.guard(allow=…)")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the guard where it is asked for."""
    config.addinivalue_line(
        "markers",
        "aiolift_guard(allow=[]): what the guard of --aiolift-guard lets pass in this test, beside aiolift_guard_allow",
    )
    if config.getoption("aiolift_guard") or config.getini("aiolift_guard"):
        from aiolift.errors import ConfigurationError
        from aiolift.testing.guarded import GuardedTests

        try:
            config.pluginmanager.register(GuardedTests(config.getini("aiolift_guard_allow")), "aiolift-guard")
        except ConfigurationError as error:
            raise pytest.UsageError(str(error)) from None
    config.addinivalue_line(
        "markers",
        "aiolift_commits: the `database` fixture commits, on as many connections as it needs; "
        "the database is made anew afterwards",
    )


@pytest.fixture(scope="session")
def aiolift_settings(pytestconfig: pytest.Config) -> DatabaseSettings:
    """Where the databases of the tests are made, and how they are reached: override it to say so in code.

    The database that the URL names is not touched, and need not exist: ``mysql://user:password@host/travel`` makes
    ``travel_test_<random>``.
    """
    from aiolift.settings import DatabaseSettings

    url = pytestconfig.getoption("aiolift_url") or os.environ.get(URL_VARIABLE) or pytestconfig.getini("aiolift_url")
    return DatabaseSettings.create(url=url)


@pytest.fixture(scope="session")
def aiolift_metadata() -> MetaData:
    """The tables of the tests: override it where they are not those of ``SQLModel.metadata``."""
    from sqlmodel import SQLModel

    return SQLModel.metadata


@pytest.fixture(scope="session")
def aiolift_seed() -> Seed | None:
    """The rows that every test finds: override it with a coroutine function that takes a Database and commits them."""
    return None


@pytest.fixture(scope="session")
def aiolift_run_database(
    aiolift_settings: DatabaseSettings, aiolift_metadata: MetaData, aiolift_seed: Seed | None
) -> Iterator[RunDatabase]:
    """The one database of this run: created with its tables and seed at first use, dropped at the end."""
    from aiolift.testing.run_database import RunDatabase

    with RunDatabase(aiolift_settings, aiolift_metadata, aiolift_seed) as run_database:
        yield run_database


@pytest.fixture
def database(request: pytest.FixtureRequest, aiolift_run_database: RunDatabase) -> Iterator[Database]:
    """A Database whose work is rolled back after the test.

    With the marker ``aiolift_commits`` it commits, and the run's database is made anew afterwards.
    """
    commits = request.node.get_closest_marker("aiolift_commits") is not None
    with aiolift_run_database.for_one_test(commits=commits) as database:
        yield database
