"""SQLAlchemy's underscore names: that they are known for the release that is installed, and what happens if not."""

from pathlib import Path

import pytest
import sqlalchemy
from sqlmodel import select

from aiolift import Database
from aiolift.reading import private
from tests.heroes import Hero, create_heroes


def test_the_installed_release() -> None:
    """The release that is installed is a known one."""
    assert private.is_known()


async def test_an_unknown_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another release every read takes the ordinary path, and works."""
    monkeypatch.setattr(sqlalchemy, "__version__", "2.2.0")
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    await create_heroes(db, "Deadpond")
    async with db.reader() as reader:
        assert (await reader.exec(select(Hero))).one().name == "Deadpond"
        assert "release" in str(reader.explain(select(Hero)))
    assert (await db.prepare(select(Hero)).one()).name == "Deadpond"
    assert db.read_counts.fast == 0
    await db.dispose()


def test_what_a_load_session_lacks() -> None:
    """A loader that wants more than a `LoadSession` has is a reason for the ordinary path, and not an error."""
    session = private.LoadSession(lambda: None)
    with pytest.raises(private.FallbackError, match="the session's no_autoflush"):
        _ = session.no_autoflush
