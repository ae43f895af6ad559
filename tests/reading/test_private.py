"""SQLAlchemy's underscore names: that they are known for the release that is installed, and what happens if not."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import bindparam
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


def test_arguments(tmp_path: Path) -> None:
    """The arguments of an execution are those that SQLAlchemy's own way makes, in its order."""
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    statement = select(Hero).where(Hero.name == "b", Hero.power > 3, Hero.id != bindparam("id", 5)).limit(2).offset(1)
    other = select(Hero).where(Hero.name == "c", Hero.power > 4, Hero.id != bindparam("id", 6)).limit(7).offset(8)
    reads: Any = db._reads
    plan, key = reads.plan(statement)
    same_plan, other_key = reads.plan(other)
    assert same_plan is plan
    for each in (key, other_key):
        assert plan.arguments(each) == private.expand(plan.compiled, each, None)
    assert plan.arguments(key, {"id": 9}) == (plan.sql, ("b", 3, 9, 2, 1))


def test_what_a_load_session_lacks() -> None:
    """A loader that wants more than a `LoadSession` has is a reason for the ordinary path, and not an error."""
    session = private.LoadSession(lambda: None)
    with pytest.raises(private.FallbackError, match="the session's no_autoflush"):
        _ = session.no_autoflush
