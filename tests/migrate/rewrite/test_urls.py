"""What a plan says of an engine's URL that the code does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = "from sqlalchemy import create_engine\n\nengine = create_engine(URL)\n"


@pytest.mark.parametrize(
    ("before", "is_outside"),
    [
        ('URL = "sqlite:///app.db"\n', False),
        ('host = "db"\nURL = f"mysql+pymysql://u:p@{host}/app"\n', False),
        ("import os\n\nURL = f\"{os.environ['SCHEME']}://u:p@db/app\"\n", True),
        ('import os\n\nURL = os.environ["DATABASE_URL"]\n', True),
        ('import os\n\nURL = os.getenv("DATABASE_URL", "sqlite:///app.db")\n', True),
    ],
    ids=["a literal", "an f-string", "a scheme from outside", "the environment", "a default"],
)
def test_only_what_can_come_from_outside_is_noted(tmp_path: Path, before: str, *, is_outside: bool) -> None:
    """A scheme in the code was rewritten where it stands; the environment is for a person to change."""
    (tmp_path / "db.py").write_text(before + ENGINE + "\n\ndef one():\n    return engine.connect()\n", "utf-8")
    notes = [note for note in migrate(tmp_path).notes if "the engine's URL is URL" in note.what]
    assert len(notes) == is_outside
