"""Mocks that stand for sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.knowledge.markers import MARKERS
from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
from unittest import mock
from unittest.mock import MagicMock

from sqlalchemy.orm import Session

from service import Repository, find, reset


"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("db = MagicMock(spec=Session)", "db = AsyncMock(spec=AsyncSession)"),
        ("db = mock.Mock(Session)", "db = mock.AsyncMock(AsyncSession)"),
        ("db = MagicMock()", "db = AsyncMock(spec=AsyncSession)"),
        ("db = MagicMock(wraps=Session())", "db = MagicMock(wraps=AsyncSession(expire_on_commit=False))"),
        ('db = MagicMock(name="db")', 'db = AsyncMock(name="db", spec=AsyncSession)'),
    ],
)
def test_becomes_an_async_mock(tmp_path: Path, before: str, after: str) -> None:
    """A mock with a session's spec, or one that is passed where a session is expected, is an AsyncMock."""
    source = f"{HEADER}def test_find():\n    {before}\n    find(db, 1)\n    db.get.assert_called_once()\n"
    wanted = f"async def test_find():\n    {after}\n    await find(db, 1)\n    db.get.assert_called_once()\n"
    assert migrated_test(tmp_path, source).endswith(wanted)


def test_result_stays_sync(tmp_path: Path) -> None:
    """What an awaited method gives is a plain mock where the test describes it."""
    source = (
        f"{HEADER}def test_find():\n    db = MagicMock(spec=Session)\n"
        "    db.scalars.return_value.first.return_value = 1\n    assert Repository(db).find(1) == 1\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    db = AsyncMock(spec=AsyncSession, scalars=AsyncMock(return_value=MagicMock()))\n" in after
    assert "    db.scalars.return_value.first.return_value = 1\n" in after


def test_mocked_method_and_entering(tmp_path: Path) -> None:
    """A mock set as a method that is awaited is an AsyncMock, one set as another method is not."""
    source = (
        f"{HEADER}def test_find():\n    db = MagicMock()\n    db.get = MagicMock(return_value=2)\n"
        "    db.add = MagicMock()\n    db.__enter__.return_value = db\n    assert find(db, 1) == 2\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    db.get = AsyncMock(return_value=2)\n    db.add = MagicMock()\n" in after
    assert "    db.__aenter__.return_value = db\n" in after


def test_mocker(tmp_path: Path) -> None:
    """The mocks of pytest-mock's fixture keep their way of being named."""
    source = f"{HEADER}def test_find(mocker):\n    find(mocker.MagicMock(), 1)\n"
    assert "    await find(mocker.AsyncMock(spec=AsyncSession), 1)\n" in migrated_test(tmp_path, source)


def test_typed_parameter_and_override(tmp_path: Path) -> None:
    """A mock that a typed fixture gives, and one that overrides the session's dependency, stand for sessions too."""
    source = (
        "from unittest.mock import MagicMock\n\nimport pytest\n\nfrom service import app, find, get_db\n\n\n"
        "@pytest.fixture\ndef db() -> MagicMock:\n    return MagicMock()\n\n\n"
        "def test_find(db: MagicMock):\n    find(db, 1)\n    other = MagicMock()\n"
        "    app.dependency_overrides[get_db] = lambda: other\n"
    )
    assert migrated_test(tmp_path, source).count("AsyncMock(spec=AsyncSession)") == 2


def test_other_mocks_stay(tmp_path: Path) -> None:
    """A mock that is no session stays as it is."""
    source = f"{HEADER}def test_find():\n    clock = MagicMock()\n    clock.get()\n    reset()\n"
    assert "    clock = MagicMock()\n    clock.get()\n" in migrated_test(tmp_path, source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('patch("service.Session", return_value=db)', 'patch("service.AsyncSession", return_value=db)'),
        ('patch.object(service, "Session", return_value=db)', 'patch.object(service, "AsyncSession", return_value=db)'),
        ('patch("service.Session", lambda engine: db)', 'patch("service.AsyncSession", lambda engine: db)'),
    ],
)
def test_patched_session_class(tmp_path: Path, before: str, after: str) -> None:
    """What a patched session class gives stands for a session, and the patch names the async class."""
    source = (
        "from unittest.mock import MagicMock, patch\n\nimport service\n\n\n"
        f"def test_find():\n    db = MagicMock()\n    db.__enter__.return_value = db\n    with {before}:\n"
        "        list(service.get_db())\n    service.reset()\n"
    )
    migrated = migrated_test(tmp_path, source)
    assert "    db = AsyncMock(spec=AsyncSession)\n    db.__aenter__.return_value = db\n" in migrated
    assert f"    with {after}:\n" in migrated


def test_factory_that_a_patch_binds(tmp_path: Path) -> None:
    """What a test sets on the mock of a session class stands for a session, entered by async with."""
    source = (
        "from unittest.mock import MagicMock, patch\n\nimport service\n\n\n"
        'def test_find():\n    db = MagicMock()\n    with patch("service.Session") as made:\n'
        "        made.return_value.__enter__.return_value = db\n        list(service.get_db())\n    service.reset()\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    db = AsyncMock(spec=AsyncSession)\n" in after
    assert "        made.return_value.__aenter__.return_value = db\n" in after


def test_factory_that_a_decorator_passes(tmp_path: Path) -> None:
    """The mocks of several decorators are told apart by their order."""
    source = (
        "from unittest.mock import MagicMock, patch\n\nimport service\n\n\n"
        '@patch("service.Session")\n@patch("service.select")\ndef test_find(select, made):\n'
        "    db, other = MagicMock(), MagicMock()\n    one = MagicMock()\n    made.return_value = one\n"
        "    select.return_value = other\n    list(service.get_db())\n    service.reset()\n"
    )
    after = migrated_test(tmp_path, source)
    assert "    db, other = MagicMock(), MagicMock()\n    one = AsyncMock(spec=AsyncSession)\n" in after


def test_a_mock_that_is_made_with_unpacked_options_is_marked(tmp_path: Path) -> None:
    """What it gives cannot be followed, so a person has to look."""
    made = "    db = MagicMock(spec=Session, **given)\n"
    source = f"{HEADER}def test_find(given):\n{made}    find(db, 1)\n"
    comment = MARKERS["AL922"].comment()
    assert f"    {comment}\n    db = MagicMock(" in migrated_test(tmp_path, source)


FACTORY = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///./items.db")
new_session = sessionmaker(engine)


def save():
    db = new_session()
    db.commit()
    db.close()
"""


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("    save()", '@patch("saving.new_session", return_value=AsyncMock(spec=AsyncSession))\n'),
        ("    factory.return_value = MagicMock()\n    save()", '@patch("saving.new_session")\n'),
    ],
)
def test_a_factory_of_which_nothing_is_said(tmp_path: Path, body: str, after: str) -> None:
    """The mock of a patched factory gives sessions that can be awaited, unless the test says what it gives."""
    head = "from unittest.mock import MagicMock, patch\n\nfrom saving import save\n\n\n"
    test = f'{head}@patch("saving.new_session")\ndef test_save(factory):\n{body}\n'
    assert after in migrated_test(tmp_path, test, {"saving.py": FACTORY})


def test_a_factory_that_is_entered_is_marked(tmp_path: Path) -> None:
    """What `async with` would enter is for a person to describe."""
    saving = FACTORY.partition("def save")[0] + "def save():\n    with new_session() as db:\n        db.commit()\n"
    test = "from unittest.mock import patch\n\nfrom saving import save\n\n\n"
    test += 'def test_save():\n    with patch("saving.new_session"):\n        save()\n'
    assert "# aiolift: AL922" in migrated_test(tmp_path, test, {"saving.py": saving})
