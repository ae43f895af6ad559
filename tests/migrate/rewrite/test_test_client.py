"""The clients of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_test_module import SERVICE, migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
import json

import pytest
from fastapi.testclient import TestClient

from service import app, reset


"""
FIXTURE = "@pytest.fixture\ndef client() -> TestClient:\n    return TestClient(app)\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('client.get("/items", allow_redirects=False)', 'await client.get("/items", follow_redirects=False)'),
        ('client.post("/items", data="text")', 'await client.post("/items", content="text")'),
        ('client.post("/items", data=json.dumps({}))', 'await client.post("/items", content=json.dumps({}))'),
        ('client.post("/items", data={"a": 1})', 'await client.post("/items", data={"a": 1})'),
        ('client.delete("/items", json=[1])', 'await client.request("DELETE", "/items", json=[1])'),
        ('client.headers = {"X-Token": "a"}', 'client.headers = {"X-Token": "a"}'),
        ("client.close()", "await client.aclose()"),
        ("client.app.debug = True", "client._transport.app.debug = True"),
    ],
)
def test_requests_in_the_style_of_httpx(tmp_path: Path, before: str, after: str) -> None:
    """Arguments that only the TestClient understands are written as httpx has them."""
    source = f'{HEADER}{FIXTURE}def test_items(client):\n    client.get("/")\n    {before}\n'
    wanted = f'async def test_items(client):\n    await client.get("/")\n    {after}\n'
    assert migrated_test(tmp_path, source).endswith(wanted)


def test_annotations_follow(tmp_path: Path) -> None:
    """Annotations of the client name the new class."""
    source = f'{HEADER}{FIXTURE}def test_items(client: TestClient):\n    client.get("/")\n'
    after = migrated_test(tmp_path, source)
    assert "def client() -> AsyncClient:\n" in after
    assert "async def test_items(client: AsyncClient):\n" in after
    assert "TestClient" not in after


def test_websocket_keeps_the_client_that_it_shares(tmp_path: Path) -> None:
    """A client that some test uses for a WebSocket stays everywhere; another one goes async."""
    source = (
        f"{HEADER}{FIXTURE}def test_socket(client: TestClient):\n"
        '    with client.websocket_connect("/ws") as socket:\n        socket.send_text("a")\n\n\n'
        'def test_items(client: TestClient):\n    client.get("/")\n\n\n'
        'def test_other():\n    reset()\n    other = TestClient(app)\n    other.get("/")\n'
    )
    after = migrated_test(tmp_path, source)
    assert "def client() -> TestClient:\n    return TestClient(app)\n" in after
    assert 'def test_items(client: TestClient):\n    client.get("/")\n' in after
    assert "other = AsyncClient(" in after
    assert 'await other.get("/")\n' in after


def test_long_line_is_broken(tmp_path: Path) -> None:
    """The call that makes the client keeps to the line length of the code around."""
    assert "    return AsyncClient(\n" in migrated_test(
        tmp_path, f'{HEADER}{FIXTURE}def test_a(client):\n    client.get("/")\n'
    )


def test_httpx_is_required_where_a_client_was_converted(tmp_path: Path) -> None:
    """Tests without a client need no httpx."""
    migrated_test(tmp_path, f"{HEADER}def test_reset():\n    reset()\n")
    from aiolift.migrate.run import migrate

    def requirements() -> str:
        changes = migrate(tmp_path, driver="aiosqlite").changes
        return next(change.after.decode() for change in changes if change.name.name == "requirements.txt")

    assert "httpx" not in requirements()
    (tmp_path / "test_service.py").write_text(
        f'{HEADER}{FIXTURE}def test_a(client):\n    client.get("/")\n', encoding="utf-8"
    )
    assert "httpx" in requirements()


def test_a_session_that_an_annotation_calls_a_client_keeps_its_close(tmp_path: Path) -> None:
    """A fixture's annotation may be wrong: what can be a session as well has no `aclose`."""
    fixture = (
        "from sqlalchemy.orm import Session\n\n\n"
        "@pytest.fixture\ndef opened() -> TestClient:\n    return Session()\n\n\n"
    )
    code = f"{HEADER}{FIXTURE}{fixture}def test(client, opened):\n    client.get('/')\n    opened.close()\n"
    assert "await opened.close()" in migrated_test(tmp_path, code)


def test_a_fixture_s_client_that_is_entered_runs_the_lifespan(tmp_path: Path) -> None:
    """`with client:` started the application that the client was made with; an AsyncClient does not."""
    service = SERVICE.replace("app = FastAPI()", "app = FastAPI(lifespan=started)").replace(
        "class Item", "async def started(app):\n    yield\n\n\nclass Item", 1
    )
    code = f"{HEADER}{FIXTURE}def test(client):\n    with client:\n        client.get('/')\n"
    after = migrated_test(tmp_path, code, {"service.py": service})
    assert "    async with app.router.lifespan_context(app), client:\n        await client.get('/')\n" in after


def test_a_fixture_that_returns_the_session_of_a_dependency_makes_it(tmp_path: Path) -> None:
    """The generator of `next(get_db())` would be closed beside the test: a block closes the session behind it."""
    service = SERVICE.replace(
        "def get_db():\n    with Session(engine) as db:\n        yield db",
        "SessionLocal = sessionmaker(engine)\n\n\ndef get_db():\n    with SessionLocal() as db:\n        yield db",
    ).replace("import Session, ", "import Session, sessionmaker, ")
    code = (
        f"{HEADER}from service import find, get_db\n\n\n@pytest.fixture\ndef db():\n    return next(get_db())\n\n\n"
        "def test(db):\n    find(db, 1)\n"
    )
    after = migrated_test(tmp_path, code, {"service.py": service})
    assert "    async with SessionLocal() as session:\n        yield session\n" in after
    assert "    await find(db, 1)\n" in after
