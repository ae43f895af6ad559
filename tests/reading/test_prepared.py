"""Prepared reads: parameters in, objects out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, event, text
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import func, select

from aiolift import Database
from aiolift.errors import StatementParameterError
from tests.heroes import Hero, Team, checked_out, create_heroes
from tests.servers import Server


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every driver on every server."""
    database = Database(any_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    async with database.session() as session:
        session.add(
            Team(id=1, name="Preventers", heroes=[await session.get_one(Hero, 1), await session.get_one(Hero, 2)])
        )
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def test_kinds(db: Database) -> None:
    """Objects, values of one column, and rows of several, each time and by many tasks at once."""
    hero = db.prepare(select(Hero).where(Hero.name == bindparam("name")))
    count = db.prepare(select(func.count()).where(Hero.power >= bindparam("power", 0)))
    pairs = db.prepare(
        select(Hero.id, Hero.name).where(Hero.id.in_(bindparam("ids", expanding=True))).order_by(Hero.id)
    )  # type: ignore[union-attr]
    teams = db.prepare(select(Team).options(joinedload(Team.heroes)))  # type: ignore[arg-type]
    for _ in range(2):
        found = await asyncio.gather(*(hero.one(name=name) for name in ("Deadpond", "Rusty-Man") * 4))
        assert [each.id for each in found] == [1, 2] * 4
        assert await count.all() == await count.all(power=0) == [2]
        assert await count.one(power=1) == 0
        rows = await pairs.all(ids=[1, 2, 3])
        assert [(row.id, row.name) for row in rows] == [(1, "Deadpond"), (2, "Rusty-Man")]
        assert len((await teams.one()).heroes) == 2
    assert not db.read_counts.fallbacks
    assert hero.explain().path == "columns"


async def test_how_many(db: Database) -> None:
    """`one`, `one_or_none` and `first` say what is wrong as a Result does."""
    heroes = db.prepare(select(Hero).where(Hero.id >= bindparam("id")).order_by(Hero.id))
    assert (await heroes.first(id=1)).name == "Deadpond"  # type: ignore[union-attr]
    assert await heroes.first(id=9) is None
    assert await heroes.one_or_none(id=9) is None
    assert (await heroes.one(id=2)).name == "Rusty-Man"
    with pytest.raises(NoResultFound):
        await heroes.one(id=9)
    for read in (heroes.one, heroes.one_or_none):
        with pytest.raises(MultipleResultsFound):
            await read(id=1)


async def test_wrong_parameters(db: Database) -> None:
    """A parameter that is missing or unknown is an error that names those there are."""
    heroes = db.prepare(select(Hero).where(Hero.id == bindparam("id")))
    with pytest.raises(StatementParameterError, match=r"no value for id; ident is none of its parameters.*are: id$"):
        await heroes.all(ident=1)


async def test_beyond_its_reader(db: Database) -> None:
    """A prepared read of a reader can be kept."""
    async with db.reader() as reader:
        heroes = reader.prepare(select(Hero).order_by(Hero.id))
    assert len(await heroes.all()) == 2


async def test_listeners(db: Database) -> None:
    """While somebody listens, a prepared read takes the ordinary path too."""
    heroes = db.prepare(select(Hero).options(selectinload(Hero.team)).where(Hero.id == bindparam("id")))  # type: ignore[arg-type]
    assert (await heroes.one(id=1)).team.name == "Preventers"
    calls: list[Any] = []
    event.listen(db.read_engine.sync_engine, "before_cursor_execute", lambda *arguments: calls.append(arguments))
    assert (await heroes.one(id=1)).team.name == "Preventers"
    assert len(calls) == 2


async def test_one_round_trip(server: Server, fresh_database: Callable[..., str]) -> None:
    """A read asks the server once, prepared on the server too."""
    for prepared_statements in (False, True):
        db = Database(fresh_database(server), prepared_statements=prepared_statements, pool_size=2)
        await create_heroes(db, "Deadpond")
        heroes = db.prepare(select(Hero).where(Hero.id == bindparam("id")))
        await heroes.all(id=1)
        async with db.engine.connect() as connection:
            before = await questions(connection)
            for _ in range(5):
                assert len(await heroes.all(id=1)) == 1
            assert await questions(connection) - before == 5 + 1
        await db.dispose()


async def questions(connection: AsyncConnection) -> int:
    """Return how many statements the server has been asked by all."""
    return int((await connection.execute(text("SHOW GLOBAL STATUS LIKE 'Questions'"))).one()[1])
