"""Servers and databases for the tests. Servers start when the first test asks for them, one of each kind per run."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from aiolift.program import collector
from tests.servers import URL_VARIABLES, Kind, LocalServer, Server, ServerUnavailableError, open_server

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path
from typing import Any

MYSQL_DRIVERS = ("asyncmy", "aiomysql", "mysqlconnector_async")
SERVERS: tuple[Kind, ...] = ("mysql", "mariadb")
SERVER_AND_DRIVER = [f"{kind}-{driver}" for kind in SERVERS for driver in MYSQL_DRIVERS]

#: For a run of pytest inside of a test: plugins of our own tests' libraries, whose import takes longer than the run.
UNUSED_PLUGINS = ("-p", "no:hypothesispytest", "-p", "no:faker", "-p", "no:xdist")

missing_servers = pytest.StashKey[dict[str, str]]()


@pytest.fixture(autouse=True, scope="module")
def _frozen() -> None:
    """Leave what is there before a module's tests, libraries and thousands of tests, out of the search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def mariadb(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running MariaDB."""
    yield from _server("mariadb", request)


@pytest.fixture(scope="session")
def mysql(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running MySQL."""
    yield from _server("mysql", request)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    running: Server = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def local_server(server: Server) -> Iterator[LocalServer]:
    """Each server in turn, one that the test may stop, kill and restart; it runs again afterwards."""
    if not isinstance(server, LocalServer):
        pytest.skip(f"{URL_VARIABLES[server.kind]} gives a server that the tests must not stop")
    yield server
    if server.pid is None:
        server.start()


@pytest.fixture
def fresh_database() -> Iterator[Callable[..., str]]:
    """``fresh_database(server, driver="asyncmy")``: the URL of a new empty database, dropped after the test."""
    with ExitStack() as databases:

        def create(server: Server, driver: str | None = "asyncmy") -> str:
            return server.url(driver, database=databases.enter_context(server.fresh_database()))

        yield create


@pytest.fixture(params=SERVER_AND_DRIVER)
def mysql_url(request: pytest.FixtureRequest, fresh_database: Callable[..., str]) -> str:
    """The URL of a fresh empty database, for every server and every driver."""
    return _fresh_url(request, fresh_database)


@pytest.fixture
def server_of(mysql_url: str, request: pytest.FixtureRequest) -> Server:
    """The server of `mysql_url`."""
    port = make_url(mysql_url).port
    servers: Iterator[Server] = (
        request.getfixturevalue(name) for name in ("mysql", "mariadb") if name in request.node.name
    )
    return next(server for server in servers if server.port == port)


@pytest.fixture(params=["sqlite", *SERVER_AND_DRIVER])
def any_url(request: pytest.FixtureRequest, fresh_database: Callable[..., str], tmp_path: Path) -> str:
    """The URL of a fresh empty database: a SQLite file, then every server with every driver."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    return _fresh_url(request, fresh_database)


def _fresh_url(request: pytest.FixtureRequest, fresh_database: Callable[..., str]) -> str:
    kind, driver = request.param.split("-")
    return fresh_database(request.getfixturevalue(kind), driver)


def _server(kind: Kind, request: pytest.FixtureRequest) -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(open_server(kind, report=_reporter(request.config)))
        except ServerUnavailableError as error:
            reason = f"no {kind}: {error} ({URL_VARIABLES[kind]})"
            request.config.stash.setdefault(missing_servers, {})[kind] = reason
            if os.environ.get("CI") == "true":
                pytest.fail(f"{reason}; under CI=true every server must be there", pytrace=False)
            pytest.skip(f"no {kind}")
        yield running


def _reporter(config: pytest.Config) -> Callable[[str], None]:
    """Write a line to the terminal although the output of tests is captured: a download takes minutes."""
    terminal: pytest.TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    return (lambda line: terminal.write_line(line)) if terminal is not None else print


#: Files that take minutes, the longest first: a worker that began one of them last would keep the others waiting.
LONG = (
    *("migrate/test_cases.py", "test_examples.py", "dialect_suite/test_parity.py", "test_promises.py"),
    "test_testing.py",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for no garbage while everything is imported: there is none, and a fifth of the time would go there."""
    with collector.paused():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long files first; with ``--no-loadscope-reorder`` pytest-xdist keeps this order."""
    places = {f"tests/{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONG)))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let a worker of pytest-xdist tell the process that prints which servers it missed."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["missing_servers"] = session.config.stash.get(missing_servers, {})
    elif exitstatus == pytest.ExitCode.INTERNAL_ERROR:
        _report_failures(session.config)


def _report_failures(config: pytest.Config) -> None:
    """Print what failed before an internal error, which pytest leaves out."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    reporter.summary_errors()
    reporter.summary_failures()
    reporter.short_test_summary()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker of pytest-xdist has missed."""
    missed = getattr(node, "workeroutput", {}).get("missing_servers", {})
    node.config.stash.setdefault(missing_servers, {}).update(missed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say loudly which servers were not tested."""
    for reason in config.stash.get(missing_servers, {}).values():
        terminalreporter.write_line(f"NOT TESTED: {reason}", red=True, bold=True)
