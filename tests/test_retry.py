"""The retry of a whole unit of work: what is tried again, how often, and what never is."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select, update

from aiolift import AsyncSession, CommitOutcomeUnknownError, Database, server_errors
from tests.conftest import MYSQL_DRIVERS
from tests.heroes import Hero, checked_out, create_heroes, hero_names
from tests.servers import FaultProxy, Server


@pytest.fixture
async def db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database with two heroes, for every MySQL driver on both servers."""
    database = Database(mysql_url)
    await create_heroes(database, "Deadpond", "Rusty-Man")
    yield database
    assert checked_out(database) == 0
    await database.dispose()


@pytest.fixture
async def mariadb_db(mariadb: Server, fresh_database: Callable[..., str]) -> AsyncIterator[Database]:
    """Yield a Database on MariaDB, with three attempts."""
    database = Database(fresh_database(mariadb), retry_attempts=3)
    await create_heroes(database)
    yield database
    await database.dispose()


async def train(session: AsyncSession, hero_id: int) -> None:
    """Add one to the power of a hero, whose row stays locked."""
    await session.exec(update(Hero).where(Hero.id == hero_id).values(power=Hero.power + 1))


async def powers(db: Database) -> list[int]:
    """Return the power of each hero that is committed."""
    async with db.reader() as session:
        return list((await session.exec(select(Hero.power).order_by(Hero.id))).all())


def signal(number: int) -> str:
    """Return a statement to which the server answers with the error `number`."""
    return f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}"


async def test_deadlock(db: Database) -> None:
    """Of two transactions in a deadlock the server rolls one back (1213); it runs again, and both succeed once."""
    both_hold_a_lock = asyncio.Barrier(2)
    errors: list[int | None] = []

    async def work(session: AsyncSession, first: int, second: int) -> None:
        await train(session, first)
        if not errors:
            await both_hold_a_lock.wait()
        try:
            await train(session, second)
        except DBAPIError as error:
            errors.append(server_errors.code(error))
            raise

    await asyncio.gather(db.run(work, 1, 2), db.run(work, 2, 1))

    assert errors == [1213]
    assert await powers(db) == [2, 2]


async def test_lock_wait_timeout(db: Database) -> None:
    """After a lock wait timeout (1205), where the server undoes one statement only, the whole work runs again."""
    errors: list[int | None] = []
    async with db.session() as holder:
        await train(holder, 1)

        async def work(session: AsyncSession) -> None:
            await session.exec(text("SET SESSION innodb_lock_wait_timeout = 1"))
            session.add(Hero(name="Spider-Boy"))
            await session.flush()
            try:
                await train(session, 1)
            except DBAPIError as error:
                errors.append(server_errors.code(error))
                await holder.commit()
                raise

        await db.run(work)

    assert errors == [1205]
    assert await powers(db) == [2, 0, 0]


async def test_every_attempt_has_a_new_session(mariadb_db: Database) -> None:
    """Each attempt starts with a session that knows nothing of the one before; arguments and result pass through."""
    sessions = []

    async def work(session: AsyncSession, name: str, *, power: int) -> str:
        sessions.append(session)
        session.add(Hero(name=name, power=power))
        await session.flush()
        if len(sessions) == 1:
            await session.exec(text(signal(1213)))
        return name.upper()

    assert await mariadb_db.run(work, "Spider-Boy", power=7) == "SPIDER-BOY"
    assert len({id(session) for session in sessions}) == 2
    assert (await hero_names(mariadb_db), await powers(mariadb_db)) == (["Spider-Boy"], [7])


@pytest.mark.parametrize("number", [1205, 1213, 1020, 1047, 8002, 8022, 8028, 9007])
async def test_every_transient_code(mariadb_db: Database, number: int) -> None:
    """Each code of the list is tried again."""
    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        session.add(Hero(name="Spider-Boy"))
        await session.flush()
        if attempts == 1:
            await session.exec(text(signal(number)))

    await mariadb_db.run(work)
    assert (attempts, await hero_names(mariadb_db)) == (2, ["Spider-Boy"])


async def test_attempts_are_limited(mariadb_db: Database) -> None:
    """After ``settings.retry_attempts`` attempts, the error of the last one comes out."""
    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        await session.exec(text(f"{signal(1213)}, MESSAGE_TEXT = 'deadlock {attempts}'"))

    with pytest.raises(DBAPIError, match="deadlock 3"):
        await mariadb_db.run(work)
    assert attempts == 3


async def test_other_errors_are_not_retried(db: Database) -> None:
    """A broken constraint would break again."""
    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        session.add(Hero(name="Deadpond"))

    with pytest.raises(IntegrityError):
        await db.run(work)
    assert attempts == 1


async def test_work_that_has_committed_a_part_is_not_retried(mariadb_db: Database) -> None:
    """What is committed already would be done twice."""

    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        session.add(Hero(name=f"hero {attempts}"))
        await session.commit()
        await session.exec(text(signal(1213)))

    with pytest.raises(DBAPIError):
        await mariadb_db.run(work)
    assert (attempts, await hero_names(mariadb_db)) == (1, ["hero 1"])


async def test_a_savepoint_is_no_commit(mariadb_db: Database) -> None:
    """Work that has released a savepoint, and nothing else, is tried again."""
    attempts = 0

    async def work(session: AsyncSession) -> None:
        nonlocal attempts
        attempts += 1
        async with session.begin_nested():
            session.add(Hero(name="Spider-Boy"))
        if attempts == 1:
            await session.exec(text(signal(1213)))

    await mariadb_db.run(work)
    assert (attempts, await hero_names(mariadb_db)) == (2, ["Spider-Boy"])


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_unknown_outcome_is_not_retried(server: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """A COMMIT whose answer was lost is not repeated: here it had been executed."""
    database = fresh_database(server, driver).rpartition("/")[2]
    async with FaultProxy(server) as proxy:
        db = Database(proxy.url(driver, database=database))
        await create_heroes(db)
        attempts = 0

        async def work(session: AsyncSession) -> None:
            nonlocal attempts
            attempts += 1
            session.add(Hero(name="Spider-Boy"))

        proxy.cut("COMMIT", executed=True)
        with pytest.raises(CommitOutcomeUnknownError):
            await db.run(work)
        assert (attempts, await hero_names(db)) == (1, ["Spider-Boy"])
        await db.dispose()
