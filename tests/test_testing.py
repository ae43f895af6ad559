"""The pytest plugin, in runs of pytest that use it: with loops of every scope, on every server, and with failures."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SERVER_AND_DRIVER, UNUSED_PLUGINS
from tests.testing.connections import database_names
from tests.testing.suites import INI, LOOP_SCOPE, MIXED, MODELS

if TYPE_CHECKING:
    from tests.servers import Server

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]

DOCS = Path(__file__).parent.parent / "docs" / "testing.md"


@pytest.fixture(params=["sqlite", *SERVER_AND_DRIVER])
def every_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLite, then every server with every driver, none of whose databases is left after the test."""
    yield from _url(request)


@pytest.fixture(params=["sqlite", "mysql-asyncmy"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLite and MySQL, none of whose databases is left after the test."""
    yield from _url(request)


def _url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield "sqlite://"
        return
    kind, driver = request.param.split("-")
    server: Server = request.getfixturevalue(kind)
    yield server.url(driver, database="of_the_plugin")
    assert database_names(server, "of_the_plugin") == []


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("--aiolift-url", …)`` runs pytest, with warnings as errors, in a folder that has a models.py."""
    monkeypatch.delenv("AIOLIFT_TEST_URL", raising=False)
    pytester.makeini(dedent(INI))
    pytester.makepyfile(models=dedent(MODELS))
    options = ("-W", "error", "-p", "no:cacheprovider", *UNUSED_PLUGINS)
    return lambda *arguments: pytester.runpytest_subprocess(*options, *arguments)


def test_every_loop_scope(run: Run, pytester: pytest.Pytester, every_url: str) -> None:
    """Tests and async fixtures in loops of every scope, in one run, find an empty database and leave one."""
    scopes = ("function", "class", "module", "session")
    modules = {f"test_{scope}": dedent(LOOP_SCOPE.format(scope=scope)) for scope in scopes}
    pytester.makepyfile(**modules, test_mixed=dedent(MIXED))
    run("--aiolift-url", every_url).assert_outcomes(passed=7 * len(scopes) + 10)


@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_default_loop_scopes(run: Run, pytester: pytest.Pytester, scope: str) -> None:
    """The loop scopes that pytest-asyncio's options set are as good as those of marks."""
    pytester.makepyfile(test_default=dedent(LOOP_SCOPE.format(scope=scope)).replace(f'loop_scope="{scope}"', ""))
    options = [f"--override-ini=asyncio_default_{what}_loop_scope={scope}" for what in ("fixture", "test")]
    run(*options).assert_outcomes(passed=7)


def test_anyio(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """The tests of anyio's plugin work with a loop of every scope."""
    for scope in ("function", "module", "session"):
        module = f"""
            import pytest
            from models import add, count

            pytestmark = pytest.mark.anyio

            @pytest.fixture(scope="{scope}")
            def anyio_backend():
                return "asyncio"

            @pytest.fixture
            async def member(database):
                await add(database, "member")
                yield
                await add(database, "added by the finalizer")

            @pytest.mark.parametrize("round", [1, 2])
            async def test_add(database, member, round):
                await add(database, "another")
                assert await count(database) == 2
        """
        pytester.makepyfile(**{f"test_{scope}": dedent(module)})
    run("--aiolift-url", url).assert_outcomes(passed=6)


def test_test_client(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """starlette's TestClient, whose loop is in another thread, works when it is entered, for one test or for all."""
    pytester.makepyfile(
        test_client="""
            import pytest
            from aiolift.fastapi import ReadSessionDep, SessionDep
            from fastapi import FastAPI
            from models import Member, select
            from starlette.testclient import TestClient

            app = FastAPI()

            @app.post("/members/{email}")
            async def sign_up(email: str, session: SessionDep) -> None:
                session.add(Member(email=email))

            @app.get("/members")
            async def emails(session: ReadSessionDep) -> list[str]:
                return (await session.exec(select(Member.email))).all()

            @pytest.fixture(autouse=True)
            def database_of_app(database, monkeypatch):
                monkeypatch.setattr(app.state, "database", database, raising=False)

            @pytest.fixture(scope="module")
            def client():
                with TestClient(app) as client:
                    yield client

            @pytest.mark.parametrize("round", [1, 2])
            def test_client_of_the_module(client, round):
                client.post("/members/hong")
                assert client.get("/members").json() == ["hong"]

            @pytest.mark.parametrize("round", [1, 2])
            def test_client_of_the_test(round):
                with TestClient(app) as client:
                    client.post("/members/hong")
                    assert client.get("/members").json() == ["hong"]
        """
    )
    result = run("--aiolift-url", url, "-W", "ignore:Using `httpx` with `starlette.testclient`")
    result.assert_outcomes(passed=4)


def test_example_of_the_documentation(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """The complete example of docs/testing.md works as it stands there."""
    for language, name, text in re.findall(r"```(\w+)\n# (\w+)\.\w+\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL):
        pytester.makefile(f".{language.replace('python', 'py')}", **{name: text})
    run("--aiolift-url", url).assert_outcomes(passed=3)


def test_failures_leave_nothing(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """A failing test, a failing fixture and an interrupt do not hinder the rollback, nor the database's removal."""
    pytester.makepyfile(
        test_failures="""
            import pytest
            import pytest_asyncio
            from models import add, count

            @pytest_asyncio.fixture
            async def broken(database):
                await add(database, "member")
                raise ZeroDivisionError

            @pytest.mark.asyncio
            async def test_fails(database):
                await add(database, "member")
                async with database.session() as session:
                    raise ZeroDivisionError

            @pytest.mark.asyncio
            async def test_broken(broken): ...

            @pytest.mark.asyncio
            async def test_finds_nothing(database):
                assert await count(database) == 0

            @pytest.mark.asyncio
            async def test_interrupt(database):
                await add(database, "member")
                raise KeyboardInterrupt
        """
    )
    result = run("--aiolift-url", url)
    result.assert_outcomes(passed=1, failed=1, errors=1)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_two_runs_at_once(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """Two runs on one server, as those of pytest-xdist's workers, do not meet."""
    pytester.makepyfile(test_add=dedent(LOOP_SCOPE.format(scope="session")))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *UNUSED_PLUGINS, "--aiolift-url", url]
    runs = [subprocess.Popen(command, cwd=pytester.path, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in runs] == [0, 0]


def test_two_loops(run: Run, pytester: pytest.Pytester) -> None:
    """An async fixture in another loop than its test's is a clear error, and the next test is not harmed."""
    pytester.makepyfile(
        test_two="""
            import pytest
            import pytest_asyncio
            from models import add, count

            @pytest_asyncio.fixture(loop_scope="function")
            async def member(database):
                await add(database, "member")

            @pytest.mark.asyncio(loop_scope="session")
            async def test_two(member, database):
                await count(database)

            @pytest.mark.asyncio(loop_scope="session")
            async def test_one(database):
                assert await count(database) == 0
        """
    )
    result = run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines("*SessionError: *is used in two event loops*loop_scope*")


def test_loop_that_was_torn_off(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """A loop that is closed without closing its connections is an error of that test, and the next is not harmed."""
    pytester.makepyfile(
        test_torn_off="""
            import asyncio
            from models import add, count

            def test_torn_off(database):
                loop = asyncio.new_event_loop()
                loop.run_until_complete(add(database, "member"))
                loop.close()

            def test_next(database):
                assert asyncio.run(count(database)) == 0
        """
    )
    result = run("--aiolift-url", url, "-W", "default")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines("*SessionError: *was closed without loop.shutdown_asyncgens()*")


def test_overridden_fixtures(run: Run, pytester: pytest.Pytester, url: str) -> None:
    """The settings, the tables and the seed come from the fixtures of conftest.py; the seed is there in every test."""
    pytester.makeconftest(
        """
        import pytest
        from models import Member, add
        from sqlalchemy import MetaData

        @pytest.fixture(scope="session")
        def aiolift_settings(aiolift_settings):
            return aiolift_settings.model_copy(update={"pool_size": 3})

        @pytest.fixture(scope="session")
        def aiolift_metadata():
            metadata = MetaData()
            Member.__table__.to_metadata(metadata)
            return metadata

        @pytest.fixture(scope="session")
        def aiolift_seed():
            async def seed(database):
                await add(database, "seed")

            return seed
        """
    )
    pytester.makepyfile(
        test_seeded="""
            import pytest
            from models import Field, SQLModel, add, count

            class NotOfTheseTests(SQLModel, table=True):
                id: int | None = Field(default=None, primary_key=True)

            pytestmark = pytest.mark.asyncio

            async def test_rolled_back(database):
                await add(database, "member")
                assert await count(database) == 2

            @pytest.mark.aiolift_commits
            async def test_commits(database):
                await add(database, "member")
                assert await count(database) == 2

            async def test_seed_only(database):
                assert await count(database) == 1
                assert await database.table_names() == ["member"]
                assert database.settings.pool_size == 3
        """
    )
    run("--aiolift-url", url).assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ((), "sqlite://"),
        (("ini",), "sqlite:///ini.db"),
        (("ini", "environment"), "sqlite:///environment.db"),
        (("ini", "environment", "option"), "sqlite:///option.db"),
    ],
)
def test_where_the_url_comes_from(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, sources: tuple[str, ...], expected: str
) -> None:
    """The command line wins over the environment, that over the ini file, and that over SQLite."""
    if "ini" in sources:
        pytester.makeini(dedent(INI) + "aiolift_url = sqlite:///ini.db\n")
    if "environment" in sources:
        monkeypatch.setenv("AIOLIFT_TEST_URL", "sqlite:///environment.db")
    pytester.makepyfile(
        f"""
        def test_url(aiolift_settings):
            assert aiolift_settings.url.get_secret_value() == {expected!r}
        """
    )
    run(*(["--aiolift-url", "sqlite:///option.db"] if "option" in sources else [])).assert_outcomes(passed=1)


def test_unreachable_server(run: Run, pytester: pytest.Pytester) -> None:
    """A server that does not answer is one clear error, without the password, and not waited for by every test."""
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def aiolift_settings(aiolift_settings):
            return aiolift_settings.model_copy(update={"startup_timeout": 0, "connect_retry": 0})
        """
    )
    pytester.makepyfile(
        """
        import models

        def test_one(database): ...
        def test_two(database): ...
        """
    )
    result = run("--aiolift-url", "mysql+asyncmy://user:secret@127.0.0.1:1/travel")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines("*ConnectError: cannot connect to mysql+asyncmy://user:[*][*][*]@127.0.0.1:1/*")
    assert "secret" not in result.stdout.str()


def test_suite_that_does_not_use_it(run: Run, pytester: pytest.Pytester) -> None:
    """A test suite that does not use the fixtures does not pay for them: nothing of the runtime is imported."""
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            assert "aiolift.testing" in sys.modules
            assert not {"sqlalchemy", "sqlmodel", "pydantic", "stamina"} & set(sys.modules)
        """
    )
    run("--strict-markers").assert_outcomes(passed=1)
