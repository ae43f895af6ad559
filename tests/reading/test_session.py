"""What a reader promises: new and detached objects, no connection between statements, and an AsyncSession's methods."""

import pickle
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import selectinload
from sqlmodel import func, select

from aiolift import AsyncSession, Database, ImplicitIOError, ReadOnlySessionError, SessionClosedError
from aiolift.reading import session as reading_session
from tests.heroes import Hero, Team, checked_out, create_heroes


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, one of them in a team, for every driver on every server."""
    database = Database(any_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    async with database.session() as session:
        session.add(Team(id=1, name="Preventers"))
        await session.flush()
        (await session.get_one(Hero, 2)).team_id = 1
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def test_objects_are_new_and_detached(db: Database) -> None:
    """Two statements that find a row give two objects, which belong to no session."""
    async with db.reader() as reader:
        assert isinstance(reader, AsyncSession)
        first, second = [(await reader.exec(select(Hero).where(Hero.id == 1))).one() for _ in range(2)]
    assert first is not second
    assert first == second
    assert inspect(first).detached
    assert inspect(first).identity == (1,)


async def test_no_connection_between_statements(db: Database) -> None:
    """A reader holds no connection while it waits for something else."""
    async with db.reader() as reader:
        await reader.exec(select(Hero))
        assert checked_out(db) == 0


async def test_objects_in_a_unit_of_work(db: Database) -> None:
    """A reader's object can be added to a unit of work, where it is changed and what it lacks is loaded."""
    async with db.reader() as reader:
        hero = (await reader.exec(select(Hero).where(Hero.id == 2))).one()
    async with db.session() as session:
        session.add(hero)
        hero.power = 7
        await session.refresh(hero, ["team"])
        assert hero.team is not None
    async with db.reader() as reader:
        assert (await reader.get_one(Hero, 2)).power == 7


async def test_pickled_objects(db: Database) -> None:
    """A cached copy is equal, and what it lacks raises the same error."""
    async with db.reader() as reader:
        hero = (await reader.exec(select(Hero).where(Hero.id == 1))).one()
    copy = pickle.loads(pickle.dumps(hero))
    assert copy == hero
    with pytest.raises(ImplicitIOError, match=r"selectinload\(Hero.team\)"):
        _ = copy.team


async def test_refresh(db: Database) -> None:
    """`refresh` loads what an object lacks, and its new values; the object and what it finds stay detached."""
    async with db.reader() as reader:
        hero = (await reader.exec(select(Hero).where(Hero.id == 2))).one()
        async with db.session() as session:
            (await session.get_one(Hero, 2)).power = 5
        await reader.refresh(hero, ["team", "power"])
        assert hero.power == 5
        assert hero.team is not None
        assert hero.team.name == "Preventers"
        assert inspect(hero).detached
        with pytest.raises(ImplicitIOError, match=r"selectinload\(Team.heroes\)"):
            _ = hero.team.heroes


async def test_get(db: Database) -> None:
    """`get` and `get_one` find an object by its key, with loader options, and say when there is none."""
    async with db.reader() as reader:
        assert await reader.get(Hero, 99) is None
        with pytest.raises(NoResultFound):
            await reader.get_one(Hero, 99)
        team = await reader.get_one(Team, {"id": 1}, options=[selectinload(Team.heroes)])  # type: ignore[arg-type]
        assert [hero.name for hero in team.heroes] == ["Rusty-Man"]
        assert (await reader.get_one(Hero, (1,))).name == "Deadpond"
    assert not db.read_counts.fallbacks


async def test_results(db: Database) -> None:
    """Each way to execute gives its kind of result."""
    async with db.reader() as reader:
        assert (await reader.scalar(select(func.count()).select_from(Hero))) == 2
        assert [hero.id for hero in await reader.scalars(select(Hero).order_by(Hero.id))] == [1, 2]
        row = (await reader.execute(select(Hero.id, Hero.name).order_by(Hero.id))).first()
        assert (row.id, row.name, row._mapping["name"]) == (1, "Deadpond", "Deadpond")
        pairs = await reader.exec(select(Hero.id, Hero.name).order_by(Hero.id))
        assert [dict(each) for each in pairs.mappings()] == [  # type: ignore[attr-defined]
            {"id": 1, "name": "Deadpond"},
            {"id": 2, "name": "Rusty-Man"},
        ]
        async for hero in await reader.stream_scalars(select(Hero).where(Hero.id == 1)):
            assert hero.name == "Deadpond"


async def test_text_takes_the_ordinary_path(db: Database) -> None:
    """What is no select runs in the ordinary session, and is counted with its reason."""
    async with db.reader() as reader:
        statement = text("SELECT name FROM hero ORDER BY id")
        assert (await reader.exec(statement)).scalars().all() == ["Deadpond", "Rusty-Man"]
        assert "TextClause" in str(reader.explain(statement))
    assert db.read_counts.fast == 0
    assert sum(db.read_counts.fallbacks.values()) == 1


async def test_execution_options_that_need_a_session(db: Database) -> None:
    """An option that the fast path does not know is honoured, by the ordinary one."""
    async with db.reader() as reader:
        options = {"logging_token": "t"}
        assert not reader.explain(select(Hero), **options).fast
        assert len((await reader.exec(select(Hero), execution_options=options)).all()) == 2


async def test_changes_of_forgotten_objects(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many objects the first are forgotten, but not that they were changed."""
    monkeypatch.setattr(reading_session, "_REMEMBERED", 3)
    with pytest.raises(ReadOnlySessionError, match="changed objects of Hero"):
        async with db.reader() as reader:
            (await reader.exec(select(Hero).where(Hero.id == 1))).one().power = 9
            for _ in range(5):
                await reader.exec(select(Hero))


async def test_after_the_end(db: Database) -> None:
    """A reader that has ended is of no use, whether it had an ordinary session or not."""
    for needs_session in (False, True):
        async with db.reader() as reader:
            await reader.exec(text("SELECT 1") if needs_session else select(Hero))
        for use in (lambda: reader.exec(select(Hero)), lambda: reader.get(Hero, 1)):
            with pytest.raises(SessionClosedError):
                await use()
        await reader.close()
        with pytest.raises(AttributeError, match="nothing"):
            _: Any = reader.nothing  # type: ignore[attr-defined]
