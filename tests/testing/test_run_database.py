"""The database of a test run is made at the start, anew after a test that changed it, and removed at the end."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData, text

from aiolift import Database, DatabaseSettings
from aiolift.testing.run_database import RunDatabase
from tests.heroes import Hero, Team, hero_names
from tests.servers import Server
from tests.testing.connections import database_names


@pytest.fixture
def settings(server: Server) -> Iterator[DatabaseSettings]:
    """Yield the settings of a database on each server; after the test there is none beside it."""
    yield DatabaseSettings.create(url=server.url(database="of_a_run"))
    assert database_names(server, "of_a_run") == []


@pytest.fixture
def heroes() -> MetaData:
    """The tables of heroes and teams."""
    metadata = MetaData()
    for model in (Hero, Team):
        model.__table__.to_metadata(metadata)
    return metadata


async def seed(database: Database) -> None:
    """Add two heroes."""
    async with database.session() as session:
        session.add_all([Hero(name="Deadpond"), Hero(name="Rusty-Man")])


async def find_heroes_and_add_one(database: Database) -> tuple[list[str], int | None]:
    """Return the names that are there, and the id that the server gives to one more hero."""
    names = await hero_names(database)
    async with database.session() as session:
        hero = Hero(name="Spider-Boy")
        session.add(hero)
    return names, hero.id


async def fail(database: Database) -> None:
    """Add a hero and fail."""
    await find_heroes_and_add_one(database)
    raise ZeroDivisionError


async def create_table(database: Database) -> None:
    """Create a table outside of the transaction of the test."""
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE extra (id INT)"))


def test_rolled_back(settings: DatabaseSettings, heroes: MetaData) -> None:
    """A test that does not commit leaves its rows behind neither when it passes nor when it fails."""
    with RunDatabase(settings, heroes, seed) as run:
        with run.for_one_test(commits=False) as database:
            asyncio.run(find_heroes_and_add_one(database))
        with pytest.raises(ZeroDivisionError), run.for_one_test(commits=False) as database:
            asyncio.run(fail(database))
        with run.for_one_test(commits=False) as database:
            names, id_ = asyncio.run(find_heroes_and_add_one(database))
    assert names == ["Deadpond", "Rusty-Man"]
    assert id_ == 5  # AUTO_INCREMENT went on: it is the same database


def test_made_anew(settings: DatabaseSettings, heroes: MetaData) -> None:
    """After a test that commits, passed or failed, the next one finds the seed only, as at the start."""
    with RunDatabase(settings, heroes, seed) as run:
        with run.for_one_test(commits=True) as database:
            asyncio.run(find_heroes_and_add_one(database))
        with pytest.raises(ZeroDivisionError), run.for_one_test(commits=True) as database:
            asyncio.run(fail(database))
        with run.for_one_test(commits=False) as database:
            names, id_ = asyncio.run(find_heroes_and_add_one(database))
    assert names == ["Deadpond", "Rusty-Man"]
    assert id_ == 3


def test_made_anew_where_a_rollback_does_not_help(settings: DatabaseSettings, heroes: MetaData) -> None:
    """What a test that should be rolled back has committed does not reach the next test."""
    with RunDatabase(settings, heroes, seed) as run:
        with run.for_one_test(commits=False) as database:
            asyncio.run(create_table(database))
        with run.for_one_test(commits=False) as database:
            assert asyncio.run(database.table_names()) == ["hero", "team"]


def test_removed_after_an_error(settings: DatabaseSettings, heroes: MetaData) -> None:
    """An error in the run, such as a KeyboardInterrupt, and one in the seed leave no database behind."""
    with pytest.raises(KeyboardInterrupt), RunDatabase(settings, heroes, seed):
        raise KeyboardInterrupt
    run = RunDatabase(settings, heroes, fail)
    with pytest.raises(ZeroDivisionError):
        run.__enter__()


async def test_while_a_loop_is_running(settings: DatabaseSettings, heroes: MetaData) -> None:
    """The database is made and removed although the thread has a running loop."""
    with RunDatabase(settings, heroes, seed):
        pass
