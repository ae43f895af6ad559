"""A Database whose sessions, readers and streams share one transaction, which is rolled back at the end."""

from __future__ import annotations

import asyncio
import warnings
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import event

from aiolift import bulk
from aiolift.database import make_session, start_session
from aiolift.errors import SessionError
from aiolift.reading import Fallback, ReaderSession, ReadPath, ReadSession
from aiolift.session import UnitOfWorkSession, unit_of_work
from aiolift.testing.loop_bound import LoopBoundDatabase
from aiolift.testing.turns import Turns

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

    from sqlalchemy import Connection, MetaData
    from sqlalchemy.engine.interfaces import ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql import Select
    from sqlmodel import SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    from aiolift.bulk import BulkResult, Rows
    from aiolift.settings import DatabaseSettings


class RolledBackDatabase(LoopBoundDatabase):
    """A Database for one test, on one connection and in one transaction; both begin with the first session.

    A unit of work is a savepoint: its commit releases it, its rollback undoes no more than itself.
    """

    def __init__(self, settings: DatabaseSettings) -> None:
        super().__init__(settings)
        self.leaves_changes = False
        self._connection: AsyncConnection | None = None
        self._opening = asyncio.Lock()
        never = Fallback("all sessions of a test share one connection")
        self._reads = ReadPath(self.read_engine, self.driver, self.reader, never)
        self._turns = Turns(self.settings.pool_timeout)
        event.listen(self.engine.sync_engine, "commit", self._note_commit)
        event.listen(self.engine.sync_engine, "handle_error", self._explain_lost_savepoint, retval=True)

    @asynccontextmanager
    async def session(self, *, autoflush: bool = True) -> AsyncIterator[AsyncSession]:
        """Open a unit of work, as `Database.session` does, as soon as no other has the connection; see `Turns`."""
        connection = await self._connect()
        make = partial(
            make_session, connection, UnitOfWorkSession, autoflush=autoflush, join_transaction_mode="create_savepoint"
        )
        async with self._turns.take() as turn, unit_of_work(make) as session:
            for name in ("do_orm_execute", "before_flush", "before_commit"):
                event.listen(session.sync_session, name, turn.require_innermost)
            yield session

    def reader(self) -> ReadSession:
        """Return a read-only session, as `Database.reader` does. It sees what the test wrote, and waits for nobody."""
        return _SharedReader(self)

    async def stream(self, statement: Select[Any], *, batch_size: int = 1000) -> AsyncGenerator[Any, None]:
        """Yield the rows of a SELECT, as `Database.stream` does; all are fetched first: others need the connection."""
        async with self.reader() as session:
            selected: Any = statement  # exec has an overload for each kind of select
            rows = (await session.exec(selected)).all()
        for row in rows:
            yield row

    async def bulk_load(
        self,
        model: type[SQLModel],
        rows: Rows,
        *,
        columns: Sequence[str] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> BulkResult:
        """Load rows, as `Database.bulk_load` does, with INSERTs: LOAD DATA would commit on a connection of its own."""
        return await bulk.bulk_load(self, model, rows, columns=columns, progress=progress, own_connection=False)

    async def create_tables(self, metadata: MetaData | None = None) -> list[str]:
        """Create the tables that are missing, as `Database.create_tables` does; they are removed after the test."""
        left_changes = self.leaves_changes
        created = await super().create_tables(metadata)
        self.leaves_changes = left_changes or bool(created)  # an application may call this in every test, for nothing
        return created

    async def drop_tables(self, metadata: MetaData | None = None) -> list[str]:
        """Refuse: on a connection of its own, DROP TABLE would wait for the transaction of the test, and that for it.

        :raises SessionError: always.
        """
        raise SessionError("a test that drops tables cannot be rolled back; mark it with aiolift_commits")

    async def _connect(self) -> AsyncConnection:
        self._require_loop()
        async with self._opening:
            if self._connection is None:
                self._connection = await self.engine.connect()
            if self._connection.invalidated:
                raise SessionError(
                    "the connection of this test was closed, as after a statement that was cancelled, and what the "
                    "test wrote went with it. Mark the test with aiolift_commits: there, each session has its own"
                )
            if not self._connection.in_transaction():
                await self._connection.begin()
            return self._connection

    async def _close(self) -> None:
        if self._connection is not None:
            try:
                with warnings.catch_warnings():
                    # of mysqlconnector's, which runs every query in one, when the loop is ending
                    warnings.filterwarnings("ignore", "asynchronous generator", ResourceWarning)
                    await self._connection.rollback()
            finally:
                await self._connection.invalidate()  # closes it: the pool it came from may be gone (dispose)
                await self._connection.close()
        await super()._close()

    def _note_commit(self, _: Connection) -> None:
        """Note a COMMIT on another connection of the engine: the code under test uses `engine` itself."""
        self.leaves_changes = True

    def _explain_lost_savepoint(self, context: ExceptionContext) -> BaseException | None:
        statement = context.statement or ""
        if context.is_disconnect or not statement.startswith(("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")):
            return None
        self.leaves_changes = True
        return SessionError(
            f"the transaction of this test ended before the test: {context.original_exception}. On MySQL, CREATE, "
            "ALTER, DROP and TRUNCATE commit it; COMMIT or ROLLBACK as text and a deadlock end it too. What the test "
            "wrote may be committed, so the database is made anew for the next test. Mark this one with aiolift_commits"
        )


class _SharedReader(ReadSession):
    """A reader that begins with the connection of the test."""

    def __init__(self, database: RolledBackDatabase) -> None:
        self._database = database
        super().__init__(database._reads, self._start_on_connection)  # noqa: SLF001 -- of the class above

    async def __aenter__(self) -> Self:
        self._connection = await self._database._connect()  # noqa: SLF001 -- of the class above
        return await super().__aenter__()

    def _start_on_connection(self, session: AsyncSession) -> None:
        start_session(
            session, self._connection, _SharedReaderSession, autoflush=False, join_transaction_mode="rollback_only"
        )


class _SharedReaderSession(ReaderSession):
    """A reader on the connection of the test, whose transaction is not the reader's."""

    def rollback(self) -> None:
        """Expire the objects, which is all that a rollback does to a session in autocommit mode."""
        self.expire_all()
