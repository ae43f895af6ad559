"""Cancellation fuzz: sessions that are cancelled at random moments must leave nothing behind.

``python -m aiolift.bench.cancellation --url mysql://…/scratch --sessions 3000`` runs units of work, reads of the fast
path, reads of a session and streams, in a table of its own, and cancels most of them. Then it counts wrong rows,
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

from sqlalchemy import MetaData, text
from sqlmodel import Field, SQLModel, func, select

from aiolift.bench import command
from aiolift.bench.machine import Machine
from aiolift.bench.server import server_name
from aiolift.database import Database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from aiolift.settings import DatabaseSettings

#: Sessions that run at once; more than the pool has connections, so that some are cancelled while they wait.
_AT_ONCE = 20
_POOL_SIZE = 8
#: The longest time after which a session is cancelled, in seconds.
_LONGEST = 0.2
#: One session in so many is not cancelled, so that commits are acknowledged on a slow machine too.
_LEFT_ALONE = 5
#: What a query takes that nobody waits for, in seconds.
_SLOW = 30
#: How long after the last session the server may take to be quiet, in seconds.
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
            *(self.write, self.read, self.scan, self.write, self.read, self.sleep),
        )

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
                echoed = await reader.scalar(select(func.concat("words of ", number)))
                self._check(number, echoed)
                for note in (await reader.exec(select(FuzzNote).limit(20))).all():
                    self._check(note.id, note.words)

    async def scan(self, number: int) -> None:
        """Stream rows in a session of the readers' engine."""
        async with self.database.read_engine.connect() as connection:
            statement = text("SELECT :number, words FROM aiolift_fuzz_note LIMIT 200")
            async with connection.stream(statement, {"number": number}) as rows:
                async for row in rows:
                    self.tally.wrong_rows += int(row[0]) != number

    async def sleep(self, number: int) -> None:
        """Run a query that takes longer than anybody waits; in a unit of work, and as a reader."""
        engine = self.database.engine if number % 8 else self.database.read_engine
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT SLEEP({_SLOW})"))

    def _check(self, number: int, words: str | None) -> None:
        self.tally.wrong_rows += words != f"words of {number}"

    async def _work(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            self.tally.sessions += 1
            work = self._kinds[number % len(self._kinds)]
            task = asyncio.ensure_future(work(number))
            is_left_alone = number % _LEFT_ALONE == 0 and work != self.sleep
            delay = None if is_left_alone else self._chance.uniform(0, _LONGEST)
            done, _ = await asyncio.wait([task], timeout=delay)
            if not done:
                task.cancel()
                await asyncio.wait([task])
            if task.cancelled():
                self.tally.cancelled += 1
            elif (error := task.exception()) is not None:
                self.tally.errors.append(f"{type(error).__name__}: {error}"[:300])

    async def _look(self) -> None:
        """Count what is left behind: on the server, in the pool, in the table."""
        async with self._watcher.engine.connect() as connection:
            deadline = time.monotonic() + _QUIET
            while (running := await connection.scalar(_RUNNING)) and time.monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        self.tally.orphan_queries = int(running or 0)
        pool: Any = self.database.engine.pool
        self.tally.still_checked_out = pool.checkedout()
        # the one that kills queries, and the one that counts
        self.tally.connections_beyond = max(0, self.tally.connections_seen - _POOL_SIZE - 2)
        async with self.database.reader() as reader:
            found = set((await reader.exec(select(FuzzNote.id))).all())
        self.tally.acknowledged = len(self._acknowledged)
        self.tally.lost_commits = len(set(self._acknowledged) - found)

    async def _watch(self) -> None:
        """Count the connections that the server has, all the time."""
        async with self._watcher.engine.connect() as connection:
            while True:
                seen = int(await connection.scalar(_CONNECTIONS) or 0)
                self.tally.connections_seen = max(self.tally.connections_seen, seen)
                await asyncio.sleep(0.05)


async def fuzz(url: str | DatabaseSettings, *, sessions: int, seed: int) -> Tally:
    """Run `sessions` sessions on the database of `url`, whose table ``aiolift_fuzz_note`` is made anew and removed."""
    database, watcher = Database(url, pool_size=_POOL_SIZE), Database(url, pool_size=1)
    tables = FuzzNote.metadata
    try:
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
