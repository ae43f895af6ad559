"""Engines, session factories and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
from sqlalchemy.orm import sessionmaker

make = sessionmaker({})


def ping():
    make().connection()
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "class_=AsyncSession, expire_on_commit=False"),
        ("autoflush=False", "autoflush=False, class_=AsyncSession, expire_on_commit=False"),
        ("**settings", "**settings, class_=AsyncSession"),
    ],
)
def test_factory_without_an_async_one(tmp_path: Path, before: str, after: str) -> None:
    """SQLAlchemy 1.4 has no `async_sessionmaker`: the factory is told the class, whatever it is given already."""
    (tmp_path / "requirements.txt").write_text("sqlalchemy==1.4.47\n", encoding="utf-8")
    _, text = plan_of(tmp_path, SOURCE.format(before))
    assert f"make = sessionmaker({after})\n" in text
