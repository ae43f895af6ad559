"""The read-only session: what it costs, and what it refuses."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, union
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.schema import CreateTable
from sqlmodel import delete, func, insert, select, update

from aiolift import AsyncSession, Database, ReadOnlySessionError
from tests.heroes import Hero, Team, checked_out, create_heroes, hero_names
from tests.servers import Server


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every driver on every server."""
    database = Database(any_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


@pytest.fixture
async def mysql_db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every MySQL driver on both servers."""
    database = Database(mysql_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


async def questions(session: AsyncSession) -> int:
    """Return how many statements the server has been asked on this session's connection."""
    row = (await session.exec(text("SHOW SESSION STATUS LIKE 'Questions'"))).one()
    return int(row[1])


async def test_one_round_trip_per_select(mysql_db: Database) -> None:
    """A session of four SELECTs asks the server four times: no BEGIN, COMMIT, ROLLBACK or ping around them."""
    async with mysql_db.reader() as session:
        before = await questions(session)

    for _ in range(2):
        async with mysql_db.reader() as session:
            heroes = (await session.exec(select(Hero).order_by(Hero.id))).all()
            assert [hero.name for hero in heroes] == ["Deadpond", "Rusty-Man"]
            assert await session.get(Hero, 1) == heroes[0]  # read again, as the session remembers no objects
            assert (await session.exec(select(func.count()).select_from(Hero))).one() == 2
            assert await session.get(Team, 1) is None

    async with mysql_db.reader() as session:
        assert await questions(session) - before == 2 * 4 + 1  # and the question itself


async def test_sees_what_others_have_committed(db: Database) -> None:
    """Each SELECT sees the data of its moment, as there is no transaction around them."""
    async with db.reader() as session:
        assert (await session.exec(select(func.count()).select_from(Hero))).one() == 2
        async with db.session() as writer:
            writer.add(Hero(name="Spider-Boy"))
        assert (await session.exec(select(func.count()).select_from(Hero))).one() == 3


async def test_objects_stay_readable(db: Database) -> None:
    """What was loaded can be read after the end."""
    async with db.reader() as session:
        hero = (await session.exec(select(Hero).where(Hero.name == "Deadpond"))).one()
    assert (hero.id, hero.name) == (1, "Deadpond")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT name FROM hero",
        "  -- the heroes\n/* all of them */ (select name FROM hero)",
        "WITH strong AS (SELECT name FROM hero) SELECT * FROM strong",
        "EXPLAIN SELECT name FROM hero",
    ],
)
async def test_text_that_reads(db: Database, statement: str) -> None:
    """Text SQL that reads is sent, however it begins."""
    if db.driver.name == "aiosqlite":
        statement = statement.replace("(select name FROM hero)", "select name FROM hero")
    async with db.reader() as session:
        assert (await session.exec(text(statement))).all()


async def _add(session: AsyncSession) -> None:
    session.add(Hero(name="Spider-Boy"))
    await session.flush()


async def _change(session: AsyncSession) -> None:
    (await session.get_one(Hero, 1)).name = "Wade"
    await session.commit()


async def _delete(session: AsyncSession) -> None:
    await session.delete(await session.get_one(Hero, 1))
    await session.flush()


async def _raw(session: AsyncSession, statement: str) -> None:
    connection = await session.connection()
    await connection.exec_driver_sql(statement)


async def _core(session: AsyncSession) -> None:
    connection = await session.connection()
    await connection.execute(update(Hero).values(name="x"))


WRITES: dict[str, Callable[[AsyncSession], Awaitable[Any]]] = {
    "flush of a new object": _add,
    "flush of a changed object": _change,
    "flush of a deleted object": _delete,
    "insert()": lambda session: session.exec(insert(Hero).values(name="x", power=0)),
    "update()": lambda session: session.exec(update(Hero).values(power=1)),
    "delete()": lambda session: session.exec(delete(Hero)),
    "with_for_update()": lambda session: session.exec(select(Hero).with_for_update()),
    "with_for_update() of a UNION": lambda session: session.exec(
        union(select(Hero.id), select(Hero.power)).with_for_update()
    ),
    "with_for_update(read=True)": lambda session: session.exec(select(Hero.id).with_for_update(read=True)),
    "get with_for_update": lambda session: session.get(Hero, 1, with_for_update=True),
    "text INSERT": lambda session: session.exec(text("INSERT INTO hero (name, power) VALUES ('x', 0)")),
    "text UPDATE": lambda session: session.exec(text("/* SELECT */ update hero SET power = 1")),
    "text DELETE": lambda session: session.exec(text("-- SELECT\nDELETE FROM hero")),
    "text DDL": lambda session: session.exec(text("DROP TABLE hero")),
    "DDL construct": lambda session: session.exec(CreateTable(Hero.__table__, if_not_exists=True)),
    "driver SQL": lambda session: _raw(session, "UPDATE hero SET power = 1"),
    "driver DDL": lambda session: _raw(session, "CREATE TABLE villain (id INTEGER)"),
    "construct on the connection": _core,
}


async def test_writes_are_refused(db: Database) -> None:
    """A write is an error that names the way out, however it is spelled, and the next reader is well."""
    for name, write in WRITES.items():
        with pytest.raises(ReadOnlySessionError, match=r"Use db\.session\(\)"):
            async with db.reader() as session:
                await write(session)
                pytest.fail(f"not refused: {name}")
    assert await hero_names(db) == ["Deadpond", "Rusty-Man"]
    assert await db.table_names() == ["hero", "team"]


@pytest.mark.parametrize("write", [name for name in WRITES if "driver" not in name and "on the connection" not in name])
async def test_what_can_be_seen_is_not_sent(tmp_path: Path, write: str) -> None:
    """A write that can be seen to be one does not even open a connection."""
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    with pytest.raises(ReadOnlySessionError):
        async with db.reader() as session:
            if write in {"flush of a changed object", "flush of a deleted object"}:
                make_transient_to_detached(hero := Hero(id=1, name="Deadpond"))
                session.add(hero)
            await WRITES[write](session)
    assert db.read_engine.pool.checkedin() == 0


async def test_cte_that_writes(mysql: Server, fresh_database: Callable[..., str], tmp_path: Path) -> None:
    """A statement that begins like one that reads is refused by the server; MariaDB has no such statement."""
    for url in (fresh_database(mysql), f"sqlite:///{tmp_path / 'heroes.db'}"):
        db = Database(url)
        await create_heroes(db, "Deadpond")
        with pytest.raises(ReadOnlySessionError, match="WITH one AS"):
            async with db.reader() as session:
                await session.exec(
                    text("WITH one AS (SELECT 1 AS id) DELETE FROM hero WHERE id IN (SELECT id FROM one)")
                )
        assert await hero_names(db) == ["Deadpond"]
        await db.dispose()


@pytest.mark.parametrize("call", ["SELECT rename_heroes()", "CALL rename_all()"])
async def test_stored_programs_that_write(mysql_db: Database, call: str) -> None:
    """The server refuses a function or a procedure that writes."""
    async with mysql_db.session() as session:
        await session.exec(
            text(
                "CREATE FUNCTION rename_heroes() RETURNS INT MODIFIES SQL DATA "
                "BEGIN UPDATE hero SET power = 9; RETURN 1; END"
            )
        )
        await session.exec(text("CREATE PROCEDURE rename_all() MODIFIES SQL DATA UPDATE hero SET power = 9"))
    with pytest.raises(ReadOnlySessionError):
        async with mysql_db.reader() as session:
            await session.exec(text(call))
    async with mysql_db.reader() as session:
        assert (await session.exec(select(func.max(Hero.power)))).one() == 0


async def test_procedure_that_reads(mysql_db: Database) -> None:
    """A procedure that only reads may be called."""
    async with mysql_db.session() as session:
        await session.exec(text("CREATE PROCEDURE all_names() READS SQL DATA SELECT name FROM hero ORDER BY id"))
    async with mysql_db.reader() as session:
        assert (await session.exec(text("CALL all_names()"))).scalars().all() == ["Deadpond", "Rusty-Man"]


async def test_select_for_update(mysql_db: Database) -> None:
    """A lock is part of a write: the server refuses SELECT … FOR UPDATE too."""
    with pytest.raises(ReadOnlySessionError, match="FOR UPDATE"):
        async with mysql_db.reader() as session:
            await session.exec(select(Hero.name).with_for_update())


async def test_a_change_that_was_never_flushed(db: Database) -> None:
    """A changed object is an error at the end, where it would otherwise be lost without a word."""
    for change in ("add", "change", "delete"):
        with pytest.raises(ReadOnlySessionError, match="changed objects of Hero"):
            async with db.reader() as session:
                hero = await session.get_one(Hero, 1)
                if change == "add":
                    session.add(Hero(name="Spider-Boy"))
                elif change == "change":
                    hero.name = "Wade"
                else:
                    await session.delete(hero)


async def test_an_error_comes_before_a_lost_change(db: Database) -> None:
    """The block's own error comes out, not the complaint about a change."""
    with pytest.raises(LookupError):
        async with db.reader() as session:
            session.add(Hero(name="Spider-Boy"))
            raise LookupError


async def test_an_attribute_set_to_its_own_value(db: Database) -> None:
    """An object that was touched but not changed is no write."""
    async with db.reader() as session:
        hero = await session.get_one(Hero, 1)
        hero.name = str(hero.name)
