"""The promises that a service's operator relies on, each shown on real servers with real faults."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import CommitOutcomeUnknownError, Database
from tests.conftest import MYSQL_DRIVERS
from tests.servers import FaultProxy, LocalServer, Server


class Account(SQLModel, table=True):
    """A row to lock, to lose and to find again."""

    __tablename__ = "promise_account"
    id: int = Field(primary_key=True)
    balance: int = 0


@asynccontextmanager
async def accounts(url: str, **options: object) -> AsyncIterator[Database]:
    """Yield a Database with two accounts."""
    db = Database(url, **options)
    async with db.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=[Account.__table__])
    async with db.session() as session:
        session.add_all([Account(id=1), Account(id=2)])
    try:
        yield db
    finally:
        await db.dispose()


async def balances(db: Database) -> list[int]:
    """Return what is committed."""
    async with db.reader() as session:
        return list(await session.exec(select(Account.balance).order_by(Account.id)))


async def lock(session: AsyncSession, number: int) -> Account:
    """Return an account, locked until the end of the unit of work."""
    return (await session.exec(select(Account).where(Account.id == number).with_for_update())).one()


async def test_a_deadlock_is_retried(mysql_url: str) -> None:
    """Of two units of work that lock two rows in opposite order the server kills one (1213), and db.run repeats it."""
    async with accounts(mysql_url) as db:
        first_locks = asyncio.Barrier(2)
        attempts = 0

        async def transfer(session: AsyncSession, source: int, target: int) -> None:
            nonlocal attempts
            attempts += 1
            (await lock(session, source)).balance -= 10
            await session.flush()
            if attempts <= 2:
                await first_locks.wait()
            (await lock(session, target)).balance += 10

        await asyncio.gather(db.run(transfer, 1, 2), db.run(transfer, 2, 1))
        assert attempts == 3
        assert await balances(db) == [0, 0]


async def test_a_deadlock_that_is_caught_commits_nothing(mysql_url: str) -> None:
    """Work that catches a deadlock and goes on cannot commit its second half: the server has rolled back the first."""
    async with accounts(mysql_url) as db:
        first_locks = asyncio.Barrier(2)

        async def stubborn(source: int, target: int) -> bool:
            async with db.session() as session:
                session.add(Account(id=source + 10))
                await lock(session, source)
                await first_locks.wait()
                with suppress(DBAPIError):
                    await lock(session, target)
                session.add(Account(id=source + 20))
            return True

        outcomes = await asyncio.gather(stubborn(1, 2), stubborn(2, 1), return_exceptions=True)
        survivor, victim = sorted(outcomes, key=lambda outcome: outcome is not True)
        assert survivor is True
        assert isinstance(victim, PendingRollbackError)
        winner = outcomes.index(True) + 1
        async with db.reader() as session:
            assert sorted(await session.exec(select(Account.id))) == [1, 2, winner + 10, winner + 20]


async def test_units_of_work_that_read_and_then_write_wait_for_each_other(tmp_path: Path) -> None:
    """On SQLite, concurrent units of work that read first and write later all succeed, and none is lost."""
    async with accounts(f"sqlite:///{tmp_path / 'busy.db'}", pool_size=10) as db:

        async def deposit() -> None:
            async with db.session() as session:
                account = (await session.exec(select(Account).where(Account.id == 1))).one()
                await asyncio.sleep(0.001)
                account.balance += 1

        await asyncio.gather(*(deposit() for _ in range(20)))
        assert await balances(db) == [20, 0]


async def test_a_lock_wait_timeout_is_retried(mysql_url: str) -> None:
    """A unit of work that waits for a lock in vain (1205) runs again, in a new session, when the lock is free."""
    async with accounts(mysql_url) as db:
        sessions: list[int] = []
        async with db.session() as holder:
            await lock(holder, 1)

            async def deposit(session: AsyncSession) -> None:
                sessions.append(id(session.sync_session))
                if len(sessions) == 2:
                    await holder.rollback()  # frees the lock
                await (await session.connection()).execute(text("SET innodb_lock_wait_timeout = 1"))
                (await lock(session, 1)).balance += 1

            await db.run(deposit)
        assert len(sessions) == 2
        assert await balances(db) == [1, 0]


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_a_commit_cut_off_is_an_unknown_outcome(
    server: Server, driver: str, fresh_database: Callable[..., str]
) -> None:
    """When the connection dies between COMMIT and its answer, the error says so, once, and the row is there."""
    direct = fresh_database(server, driver)
    name = direct.rpartition("/")[2]
    async with accounts(direct) as db, FaultProxy(server) as proxy:
        through = Database(proxy.url(driver, database=name))
        runs = 0

        async def deposit(session: AsyncSession) -> None:
            nonlocal runs
            runs += 1
            (await lock(session, 1)).balance += 5
            proxy.cut("COMMIT", executed=True)

        with pytest.raises(CommitOutcomeUnknownError, match="may have been committed or rolled back"):
            await through.run(deposit)
        assert runs == 1
        assert await balances(db) == [5, 0]
        assert through.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        async with through.session() as session:  # the next unit of work gets a new connection
            assert (await lock(session, 1)).balance == 5
        await through.dispose()


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_a_connection_killed_in_commit_is_an_unknown_outcome(
    server: Server, driver: str, fresh_database: Callable[..., str]
) -> None:
    """The same, when an administrator kills the connection while its COMMIT waits."""
    async with accounts(fresh_database(server, driver)) as db:

        async def deposit() -> None:
            async with db.session() as session:
                (await lock(session, 1)).balance += 5
                await session.flush()
                number.set_result((await (await session.connection()).execute(text("SELECT CONNECTION_ID()"))).scalar())
                await locked.wait()

        number: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        locked = asyncio.Event()
        work = asyncio.create_task(deposit())
        connection_id = await number
        with server.connect() as administrator, administrator.cursor() as cursor:
            cursor.execute("FLUSH TABLES WITH READ LOCK")
            locked.set()
            await wait_for_commit(server, connection_id)
            cursor.execute(f"KILL {connection_id}")
            with pytest.raises(CommitOutcomeUnknownError):
                await work
            cursor.execute("UNLOCK TABLES")
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def wait_for_commit(server: Server, connection_id: int) -> None:
    """Wait until the server is at work on that connection's COMMIT."""
    query = f"SELECT info FROM information_schema.processlist WHERE id = {connection_id}"
    for _ in range(500):
        rows = await asyncio.to_thread(server.run_sql, query)
        if rows and str(rows[0][0]).upper().startswith("COMMIT"):
            return
        await asyncio.sleep(0.01)
    pytest.fail("the COMMIT was never seen on the server")


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_a_restart_costs_only_what_was_in_flight(
    local_server: LocalServer, driver: str, fresh_database: Callable[..., str]
) -> None:
    """While a server restarts under load, only units of work that were running when it went down fail."""
    url = fresh_database(local_server, driver)
    async with accounts(url, pool_size=6, connect_retry=30.0) as db:
        in_flight: set[object] = set()
        hit: set[object] = set()
        errors: list[object] = []
        done = 0
        stop = asyncio.Event()

        async def serve(worker: int) -> None:
            nonlocal done
            while not stop.is_set():
                unit = object()
                in_flight.add(unit)
                try:
                    if worker % 2:
                        await balances(db)
                    else:
                        async with db.session() as session:
                            await session.get(Account, 1)
                            await (await session.connection()).execute(text("SELECT SLEEP(0.005)"))
                    done += 1
                except Exception:  # noqa: BLE001 -- which error it is depends on the moment
                    errors.append(unit)
                finally:
                    in_flight.discard(unit)
                await asyncio.sleep(0.002)

        workers = [asyncio.create_task(serve(worker)) for worker in range(6)]
        await asyncio.sleep(0.3)
        stopping = asyncio.create_task(asyncio.to_thread(local_server.stop))
        while not stopping.done():  # whatever runs while the server goes down may be hit
            hit |= in_flight
            await asyncio.sleep(0)
        before = done
        await asyncio.to_thread(local_server.start)
        await asyncio.sleep(0.5)
        stop.set()
        await asyncio.gather(*workers)
        assert set(errors) <= hit
        assert done > before, "the service works again after the restart"
        assert db.engine.pool.checkedout() == db.read_engine.pool.checkedout() == 0  # type: ignore[attr-defined]


#: Four processes, forked from one that has imported the libraries: what a start takes is nothing that is promised.
IMPORTS = """
import asyncio, os, sys
from fastapi import FastAPI
from sqlmodel import Field, SQLModel
from aiolift import Database
"""
FORK = """
Database(sys.argv[1])  # imports the driver
for number in range(4):
    if os.fork() == 0:
        asyncio.run(main(number))
        sys.stdout.flush()
        os._exit(0)  # to tear down copies of all that was imported takes longer than the work
sys.exit(any(status for _, status in [os.wait() for _ in range(4)]))
"""


async def at_once(main: str, url: str, *arguments: str | Path, folder: Path) -> list[str]:
    """Run the function `main` of a script in four processes that start at once, and return the lines they print."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", IMPORTS + main + FORK, url, *arguments),
        cwd=folder,
        env=os.environ | {"DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode().splitlines()


RACE = """
class Division(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    city_province: str = Field(max_length=50)
    city_county: str = Field(max_length=50)

async def main(number):
    db = Database(sys.argv[1])
    created = await db.create_tables()
    result = await db.seed(Division, sys.argv[2], key=("city_province", "city_county"), duplicates="skip")
    print(len(created), result.inserted)
    await db.dispose()
"""


async def test_processes_that_race_create_and_seed_once(any_url: str, tmp_path: Path) -> None:
    """Of four processes that start at once, one creates the table and one inserts the rows, without a unique index."""
    csv = Path(__file__).parent.parent / "examples" / "travel" / "data" / "administrative_division.csv"
    answers = [[int(number) for number in line.split()] for line in await at_once(RACE, any_url, csv, folder=tmp_path)]
    assert sorted(created for created, _ in answers) == [0, 0, 0, 1]
    assert sorted(inserted for _, inserted in answers) == [0, 0, 0, 245]
    db = Database(any_url)
    async with db.engine.connect() as connection:
        assert (await connection.execute(text("SELECT COUNT(*) FROM division"))).scalar() == 245
    await db.dispose()


WORKER = """
async def main(number):
    from travel import db
    from travel.models import Member, OauthProvider

    async with db.lifespan(FastAPI()):
        async with db.SessionLocal() as session:
            session.add(Member(email=f"worker {number}", nickname=f"worker {number}", oauth=OauthProvider.KAKAO))
"""


async def test_workers_of_the_travel_service_start_at_once(any_url: str) -> None:
    """Of four workers that start on an empty database, none undoes what another has committed since."""
    await at_once(WORKER, any_url, folder=Path(__file__).parent.parent / "examples" / "travel")
    db = Database(any_url)
    async with db.engine.connect() as connection:
        assert (await connection.execute(text("SELECT COUNT(*) FROM member"))).scalar() == 4
        assert (await connection.execute(text("SELECT COUNT(*) FROM administrative_division"))).scalar() == 245
    await db.dispose()


async def test_cancelled_units_of_work_leave_no_trace(mysql_url: str) -> None:
    """After 200 units of work cancelled at random moments, no answer is another's, and no connection is lost."""
    chance = random.Random(20261123)
    async with accounts(mysql_url, pool_size=5, max_overflow=5) as db:

        async def echo(number: int) -> int:
            async with db.session() as session:
                connection = await session.connection()
                await connection.execute(text("UPDATE promise_account SET balance = balance + 1 WHERE id = 2"))
                return (await connection.execute(text("SELECT :n + SLEEP(0.002)"), {"n": number})).scalar_one()

        tasks = [asyncio.create_task(echo(number)) for number in range(200)]
        for task in tasks:
            await asyncio.sleep(chance.random() * 0.004)
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        answered = [pair for pair in enumerate(outcomes) if not isinstance(pair[1], asyncio.CancelledError)]
        assert all(number == outcome for number, outcome in answered)
        assert [await echo(number) for number in range(30)] == list(range(30))
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
