"""Cancellation fuzz: sessions that are cancelled at random moments must leave nothing behind.

``python -m aiolift.bench.cancellation --url mysql://…/scratch --sessions 3000`` runs units of work, reads of the fast
path (a reader's and prepared ones), reads of a session and streams, in a table of its own, and cancels most of them:
one to five times, or by a timeout of anyio, which cancels until the session has ended. Then it counts wrong rows,
commits that were acknowledged and are not there, connections beyond the pool's size, connections that are still checked
out, and queries that still run on the server. The exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import anyio
from sqlalchemy import MetaData, bindparam, text
from sqlmodel import Field, SQLModel, func, select

from aiolift.bench import command
from aiolift.bench.machine import Machine
from aiolift.bench.server import server_name
from aiolift.database import Database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from aiolift.settings import DatabaseSettings

#: Sessions that run at once; more than the pool has connections, so that some are cancelled while they wait.
_AT_ONCE = 12
_POOL_SIZE = 8
#: The longest time after which a session is cancelled, in seconds.
_LONGEST = 0.2
#: One session in so many is not cancelled, so that commits are acknowledged on a slow machine too.
_LEFT_ALONE = 5
#: Of the others one in so many is ended by anyio, the rest by so many cancellations at most, a turn of the loop apart.
_BY_ANYIO, _MOST = 3, 5
#: What a query takes that nobody waits for, and one in the midst of which a reader may well be cancelled, in seconds.
_SLOW, _SHORT = 30, 0.02
#: How long before the first session and after the last one the server may take to be quiet, in seconds.
_QUIET = 10.0

_OTHERS = "FROM information_schema.processlist WHERE db = DATABASE()"
_CONNECTIONS = text(f"SELECT COUNT(*) {_OTHERS}")
_RUNNING = text(f"SELECT COUNT(*) {_OTHERS} AND id <> CONNECTION_ID() AND command IN ('Query', 'Execute')")


class FuzzNote(SQLModel, table=True):
    """A row of the fuzz's own table."""

    metadata = MetaData()  # its own, so that no other table is created or dropped
    __tablename__ = "aiolift_fuzz_note"

    id: int = Field(primary_key=True)
    words: str = Field(max_length=1000)


@dataclass
class Tally:
    """What happened; the fields from `wrong_rows` on must be zero."""

    sessions: int = 0
    cancelled: int = 0
    acknowledged: int = 0
    connections_seen: int = 0
    again: int = 0
    """Of the cancelled ones, those that were cancelled again before they had ended."""
    by_anyio: int = 0
    """Of the cancelled ones, those that a timeout of anyio has ended."""
    wrong_rows: int = 0
    lost_commits: int = 0
    still_checked_out: int = 0
    connections_beyond: int = 0
    orphan_queries: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was wrong."""
        wrong = self.wrong_rows + self.lost_commits + self.still_checked_out + self.connections_beyond
        return not (wrong + self.orphan_queries or self.errors)


@dataclass(frozen=True)
class CancellationResult:
    """What was left behind, and where."""

    machine: Machine
    server: str
    driver: str
    tally: Tally
    benchmark: Literal["cancellation"] = "cancellation"


class Fuzz:
    """One run on one Database; `watcher` is another one, to ask the server."""

    def __init__(self, database: Database, watcher: Database, seed: int) -> None:
        self.database = database
        self._watcher = watcher
        self.tally = Tally()
        self._chance = random.Random(seed)  # noqa: S311 -- it hides nothing
        self._acknowledged: list[int] = []
        self._kinds: tuple[Callable[[int], Awaitable[None]], ...] = (
            *(self.write, self.read, self.scan, self.write, self.read_prepared, self.sleep),
        )
        self._words = database.prepare(_words(bindparam("number")))
        self._notes = database.prepare(select(FuzzNote).limit(20))
        self._nap = database.prepare(select(func.sleep(_SLOW)))

    async def run(self, sessions: int) -> Tally:
        """Run `sessions` sessions, and look at what is left."""
        started = time.monotonic()
        numbers = iter(range(1, sessions + 1))
        watching = asyncio.create_task(self._watch())
        await asyncio.gather(*(self._work(numbers) for _ in range(_AT_ONCE)))
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await self._look()
        self.tally.seconds = round(time.monotonic() - started, 1)
        return self.tally

    async def write(self, number: int) -> None:
        """Insert a row, see it, and commit."""
        async with self.database.session() as session:
            session.add(FuzzNote(id=number, words=f"words of {number}"))
            await session.flush()
            self._check(number, await session.scalar(select(FuzzNote.words).where(FuzzNote.id == number)))
        self._acknowledged.append(number)

    async def read(self, number: int) -> None:
        """Read a value and rows by the fast path."""
        async with self.database.reader() as reader:
            for _ in range(3):
                self._check(number, (await reader.exec(_words(number))).one())
                for note in (await reader.exec(select(FuzzNote).limit(20))).all():
                    self._check(note.id, note.words)

    async def read_prepared(self, number: int) -> None:
        """Read a value and rows by prepared reads."""
        for _ in range(3):
            self._check(number, await self._words.one(number=number))
            for note in await self._notes.all():
                self._check(note.id, note.words)

    async def scan(self, number: int) -> None:
        """Stream rows, as objects or on the readers' engine."""
        if number % 2:
            async for note in self.database.stream(select(FuzzNote).limit(200)):
                self._check(note.id, note.words)
            return
        async with self.database.read_engine.connect() as connection:
            statement = text("SELECT :number, words FROM aiolift_fuzz_note LIMIT 200")
            async with connection.stream(statement, {"number": number}) as rows:
                async for row in rows:
                    self.tally.wrong_rows += int(row[0]) != number

    async def sleep(self, number: int) -> None:
        """Run a query that takes longer than anybody waits, in one of the ways to a connection."""
        nap = select(func.sleep(_SLOW))
        match number // len(self._kinds) % 5:
            case 0:
                await self._nap.all()
            case 1:
                async with self.database.reader() as reader:
                    await reader.exec(nap)
            case 2:
                async with self.database.session() as session:
                    await session.exec(nap)
            case way:
                engine = self.database.engine if way == 3 else self.database.read_engine
                async with engine.connect() as connection:
                    await connection.execute(nap)

    def _check(self, number: int, words: str | None) -> None:
        self.tally.wrong_rows += words != f"words of {number}"

    async def _work(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            self.tally.sessions += 1
            work = self._kinds[number % len(self._kinds)]
            is_left_alone = number % _LEFT_ALONE == 0 and work != self.sleep
            delay = None if is_left_alone else self._chance.uniform(0, _LONGEST)
            end = self._time_out if self._chance.randrange(_BY_ANYIO) == 0 else self._cancel
            try:
                await end(work(number), delay)
            except Exception as error:  # noqa: BLE001 -- a session that is cancelled must end as such
                self.tally.errors.append(f"{type(error).__name__}: {error}"[:300])

    async def _time_out(self, session: Awaitable[None], delay: float | None) -> None:
        with anyio.move_on_after(delay) as scope:
            await session
        self.tally.cancelled += scope.cancelled_caught
        self.tally.by_anyio += scope.cancelled_caught

    async def _cancel(self, session: Awaitable[None], delay: float | None) -> None:
        task = asyncio.ensure_future(session)
        await asyncio.wait([task], timeout=delay)
        wanted, times = self._chance.randint(1, _MOST), 0
        while not task.done() and times < wanted:
            task.cancel()
            times += 1
            await asyncio.sleep(0)
        await asyncio.wait([task])
        if not task.cancelled():
            return task.result()
        self.tally.cancelled += 1
        self.tally.again += times > 1
        return None

    async def _look(self) -> None:
        """Count what is left behind: on the server, in the pool, in the table."""
        async with self._watcher.engine.connect() as connection:
            deadline = time.monotonic() + _QUIET
            running = int(await connection.scalar(_RUNNING) or 0)
            while (running or self._in_use()) and time.monotonic() < deadline:
                await asyncio.sleep(0.1)
                running = int(await connection.scalar(_RUNNING) or 0)
        self.tally.orphan_queries = running
        self.tally.still_checked_out = self._in_use()
        # the one that kills queries, and the one that counts
        self.tally.connections_beyond = max(0, self.tally.connections_seen - _POOL_SIZE - 2)
        async with self._watcher.reader() as reader:
            found = set((await reader.exec(select(FuzzNote.id))).all())
        self.tally.acknowledged = len(self._acknowledged)
        self.tally.lost_commits = len(set(self._acknowledged) - found)

    def _in_use(self) -> int:
        """Return how many places of the pool are neither free nor hold an idle connection."""
        pool: Any = self.database.engine.pool
        return int(pool.overflow() + pool.size() - pool.checkedin())

    async def _watch(self) -> None:
        """Count the connections that the server has, all the time."""
        async with self._watcher.engine.connect() as connection:
            while True:
                seen = int(await connection.scalar(_CONNECTIONS) or 0)
                self.tally.connections_seen = max(self.tally.connections_seen, seen)
                await asyncio.sleep(0.05)


def _words(number: Any) -> Any:
    """Return a SELECT of the words of `number`, over which the server takes its time."""
    return select(func.concat("words of ", number)).where(func.sleep(_SHORT) == 0)


async def _until_alone(watcher: Database) -> None:
    """Wait for the end of connections that others have closed: the server counts them until their query is over."""
    async with watcher.engine.connect() as connection:
        deadline = time.monotonic() + _QUIET
        while int(await connection.scalar(_CONNECTIONS) or 0) > 1 and time.monotonic() < deadline:  # noqa: ASYNC110 -- a server tells nobody
            await asyncio.sleep(0.05)


async def fuzz(url: str | DatabaseSettings, *, sessions: int, seed: int) -> Tally:
    """Run `sessions` sessions on the database of `url`, whose table ``aiolift_fuzz_note`` is made anew and removed."""
    database, watcher = Database(url, pool_size=_POOL_SIZE), Database(url, pool_size=1)
    tables = FuzzNote.metadata
    try:
        await _until_alone(watcher)
        await database.drop_tables(tables)
        await database.create_tables(tables)
        tally = await Fuzz(database, watcher, seed).run(sessions)
        await database.drop_tables(tables)
    finally:
        await database.dispose()
        await watcher.dispose()
    return tally


async def measure(database: Database, *, sessions: int, seed: int) -> CancellationResult:
    """Run `fuzz` where `database` is."""
    try:
        server = await server_name(database)
    finally:
        await database.dispose()
    tally = await fuzz(database.settings, sessions=sessions, seed=seed)
    return CancellationResult(Machine.here(), server, database.driver.name, tally)


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, run, print the tally as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--url", help="a scratch database on MySQL or MariaDB; else DATABASE_URL")
    parser.add_argument("--sessions", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")

    def measured(given: argparse.Namespace) -> CancellationResult:
        return asyncio.run(measure(command.database(given.url), sessions=given.sessions, seed=given.seed))

    return command.run(
        parser,
        arguments,
        measured,
        page=lambda result: [json.dumps(asdict(result.tally), indent=2)],
        holds=lambda result: result.tally.is_clean,
    )


if __name__ == "__main__":
    sys.exit(main())
