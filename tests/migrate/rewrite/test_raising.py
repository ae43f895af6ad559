"""Calls that expect an error from a function that became async."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_test_module import migrated_test

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "import pytest\nfrom sqlalchemy.orm import Session\n\nfrom service import Repository, find\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pytest.raises(KeyError, find, db, 1)", "with pytest.raises(KeyError):\n        await find(db, 1)"),
        (
            "pytest.raises(KeyError, find, db, number=1)",
            "with pytest.raises(KeyError):\n        await find(db, number=1)",
        ),
        (
            "caught = pytest.raises(KeyError, Repository(db).find, 1)",
            "with pytest.raises(KeyError) as caught:\n        await Repository(db).find(1)",
        ),
        (
            "with Session() as session:\n        pytest.raises(KeyError, session.flush)",
            "async with AsyncSession(expire_on_commit=False) as session:\n"
            "        with pytest.raises(KeyError):\n            await session.flush()",
        ),
        ("pytest.raises(KeyError, lambda: find(db, 1))", "with pytest.raises(KeyError):\n        await find(db, 1)"),
    ],
)
def test_becomes_a_block(tmp_path: Path, before: str, after: str) -> None:
    """The call that must fail is awaited inside of a block, and the test becomes async."""
    source = f"{HEADER}def test_find(db):\n    {before}\n"
    assert migrated_test(tmp_path, source).endswith(f"async def test_find(db):\n    {after}\n")


def test_sync_function_stays(tmp_path: Path) -> None:
    """A call that does no I/O is left as it is."""
    source = f"{HEADER}def test_name():\n    pytest.raises(AttributeError, Repository.name, None)\n"
    assert migrated_test(tmp_path, source) == source
