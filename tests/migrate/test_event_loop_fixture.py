"""The event loop of tests with an old pytest-asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate.run import migrate
from tests.migrate.rewrite.one_test_module import SERVICE

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.migrate.plan import Plan

TEST = "from service import reset\n\n\ndef test_reset():\n    reset()\n"


def plan_of(root: Path, files: dict[str, str]) -> Plan:
    """Migrate a service whose pytest is too old for one loop by configuration."""
    for name, text in {"requirements.txt": "sqlalchemy\npytest==7.4.4\n", "service.py": SERVICE, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return migrate(root, driver="aiosqlite")


def after(plan: Plan, name: str) -> str | None:
    """Return a changed file's text."""
    return next((change.after.decode() for change in plan.changes if str(change.name) == name), None)


def test_new_conftest_above_all_tests(tmp_path: Path) -> None:
    """Without a conftest.py there is one in the folder that holds all async tests."""
    plan = plan_of(tmp_path, {"tests/a/test_a.py": TEST, "tests/b/test_b.py": TEST})
    text = after(plan, "tests/conftest.py")
    assert text is not None
    assert text.startswith('import asyncio\n\nimport pytest\n\n\n@pytest.fixture(scope="session")\ndef event_loop():\n')


def test_added_to_the_outermost_conftest(tmp_path: Path) -> None:
    """The fixture stands behind what the outermost conftest.py holds, with the imports that it needs."""
    conftest = "import pytest\n\n\n@pytest.fixture\ndef one():\n    return 1\n"
    files = {"tests/conftest.py": conftest, "tests/a/conftest.py": conftest, "tests/a/test_a.py": TEST}
    plan = plan_of(tmp_path, files)
    text = after(plan, "tests/conftest.py")
    assert text is not None
    assert text.startswith(
        "import asyncio\n\nimport pytest\n\n\n@pytest.fixture\ndef one():\n    return 1\n\n\n@pytest"
    )
    assert after(plan, "tests/a/conftest.py") is None


def test_own_event_loop_stays(tmp_path: Path) -> None:
    """A conftest.py that has the fixture already is left alone."""
    conftest = 'import pytest\n\n\n@pytest.fixture(scope="session")\ndef event_loop():\n    ...\n'
    plan = plan_of(tmp_path, {"tests/conftest.py": conftest, "tests/test_a.py": TEST})
    assert after(plan, "tests/conftest.py") is None
