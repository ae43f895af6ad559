"""Tables that test modules create when they are imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate
from tests.migrate.case import migrated, write
from tests.migrate.rewrite.one_test_module import SERVICE, migrated_test
from tests.migrate.suite import run_suite

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from service import Base, Item, app, find, get_db

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
Local = sessionmaker(bind=engine)
"""
CREATE = "Base.metadata.create_all(bind=engine)\n"
OVERRIDE = """\


def override_get_db():
    db = Local()
    try:
        yield db
    finally:
        db.close()


app.dependency_overrides[get_db] = override_get_db
client = TestClient(app)


def add(number):
    with Local() as db:
        db.add(Item(id=number))
        db.commit()


"""
TESTS = """\
def test_add():
    add(1)
    assert client.get("/items").json() == {"id": 1}


def test_tables_stay():
    assert client.get("/items").json() == {"id": 1}
"""
FIXTURE = """\


@pytest.fixture(scope="module", autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


"""


def runs(root: Path, files: dict[str, str]) -> dict[str, str]:
    """Run the suite of the service and these files before and after their migration; return the files afterwards."""
    before = root / "before"
    before.mkdir()
    texts = {"service.py": SERVICE, "requirements.txt": "fastapi\nsqlalchemy\npytest\n", **files}
    for name, text in texts.items():
        (before / name).write_text(text, encoding="utf-8")
    plan = migrate(before, driver="aiosqlite")
    assert not plan.markers
    write(root / "after", migrated(before, plan))
    for side in ("before", "after"):
        suite = run_suite(root / side, root / f"run-{side}")
        assert (suite.exit_code, len(suite.passed)) == (0, 2), suite.output
    return {name: (root / "after" / name).read_text(encoding="utf-8") for name in files}


def test_database_in_memory(tmp_path: Path) -> None:
    """The tables of a database in memory are created by a fixture, with which the suite passes as before."""
    after = runs(tmp_path, {"test_service.py": HEAD + "\n" + CREATE + OVERRIDE + TESTS})["test_service.py"]
    assert FIXTURE + "async def override_get_db" in after
    assert "import pytest\n" in after


def test_conftest(tmp_path: Path) -> None:
    """What conftest.py creates is there for the whole session."""
    conftest = HEAD + "\n\n" + CREATE + OVERRIDE.rstrip() + "\n"
    after = runs(
        tmp_path, {"conftest.py": conftest, "test_service.py": "from conftest import add, client\n\n\n" + TESTS}
    )
    assert FIXTURE.replace("module", "session") in after["conftest.py"]


def test_together(tmp_path: Path) -> None:
    """Statements that follow each other share a fixture and keep their comments; their arguments are passed on."""
    source = (
        "# fresh\nBase.metadata.drop_all(engine)  # old\n# all\n\nItem.__table__.create(\n    engine,\n"
        "    checkfirst=True,\n)  # new\ntables = 1\n"
    )
    assert migrated_test(tmp_path, HEAD + source).partition("on_commit=False)\n")[2] == (
        '\n\n# fresh\n@pytest.fixture(scope="module", autouse=True)\nasync def create_tables():\n'
        "    async with engine.begin() as connection:\n"
        "        await connection.run_sync(Base.metadata.drop_all)  # old\n        # all\n"
        "        await connection.run_sync(Item.__table__.create, checkfirst=True)  # new\n\n\ntables = 1\n"
    )


def test_two_engines(tmp_path: Path) -> None:
    """Each engine has a transaction of its own."""
    source = 'other = create_engine("sqlite:///other.db")\n\n\n' + CREATE + "Base.metadata.create_all(other)\n"
    assert migrated_test(tmp_path, HEAD + source).endswith(
        "    async with engine.begin() as connection:\n        await connection.run_sync(Base.metadata.create_all)\n"
        "    async with other.begin() as connection:\n        await connection.run_sync(Base.metadata.create_all)\n"
    )


def test_scope_of_other_fixtures(tmp_path: Path) -> None:
    """A fixture of the session finds the tables."""
    source = (
        f'{CREATE}\n\n@pytest.fixture(scope="session")\ndef item():\n    with Local() as db:\n        find(db, 1)\n'
    )
    assert '(scope="session", autouse=True)\nasync def tables' in migrated_test(
        tmp_path, "import pytest\n" + HEAD + source
    )


def test_sync_code_on_the_same_engine(tmp_path: Path) -> None:
    """Rows that the module adds when it is imported need the tables by then: both stay on a sync engine."""
    source = f"{CREATE}with Local() as db:\n    db.add(Item(id=1))\n    db.commit()\n{OVERRIDE}{TESTS}"
    after = migrated_test(tmp_path, HEAD.replace("sqlite://", "sqlite:///t.db") + source)
    assert "Base.metadata.create_all(bind=sync_engine)\nwith SyncLocal() as db:" in after


def test_module_that_holds_no_tests(tmp_path: Path) -> None:
    """Elsewhere no fixture would run, and a sync engine creates the tables."""
    helper = "from sqlalchemy import create_engine\nfrom service import Base\n"
    helper += 'engine = create_engine("sqlite:///t.db")\n'
    source = "from helper import engine\n\n\ndef test():\n    engine.connect()\n"
    migrated_test(tmp_path, source, {"helper.py": helper + CREATE})
    after = migrated(tmp_path, migrate(tmp_path, driver="aiosqlite"))["helper.py"].decode()
    assert "Base.metadata.create_all(bind=sync_engine)" in after


CASES = """\
import unittest


class TestItems(unittest.TestCase):
    def test_add(self):
        add(1)
        self.assertEqual(client.get("/items").json(), {"id": 1})

    def test_tables_stay(self):
        self.assertEqual(client.get("/items").json(), {"id": 1})
"""


def test_unittest_cases_in_memory(tmp_path: Path) -> None:
    """Test cases of unittest, which pytest runs, find the tables of a database in memory."""
    after = runs(tmp_path, {"test_service.py": HEAD + CREATE + OVERRIDE + CASES})["test_service.py"]
    assert FIXTURE in after


def test_unittest_cases_on_a_file(tmp_path: Path) -> None:
    """They keep a sync engine for a database in a file, as unittest itself runs no fixtures."""
    head = HEAD.replace("sqlite://", "sqlite:///./test.db")
    after = runs(tmp_path, {"test_service.py": head + CREATE + OVERRIDE + CASES})["test_service.py"]
    assert "\nBase.metadata.create_all(bind=sync_engine)\n" in after
