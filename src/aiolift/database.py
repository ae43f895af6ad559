"""Database: the engines of one database, and the sessions, retries and tables that work on them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import stamina
from pydantic import SecretStr
from sqlalchemy import URL, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import bulk, commit, drivers, liveness, locking, reading, retry, schema, seeding, server_errors, streaming
from aiolift.drivers.aiosqlite import is_memory, temporary_file
from aiolift.errors import ConnectError, DatabaseURLError
from aiolift.pool import FairPool, PoolOptions, ReadEngine
from aiolift.reading import PreparedRead, ReadCounts, ReaderSession, ReadPath, ReadSession
from aiolift.session import UnitOfWorkSession, unit_of_work
from aiolift.settings import DatabaseSettings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from sqlalchemy import MetaData
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql import Select

    from aiolift.bulk import BulkResult, Rows
    from aiolift.drivers import Driver
    from aiolift.schema import SchemaDifference
    from aiolift.seeding import Duplicates, OnConflict, Progress, SeedResult

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Database:
    """One database, reached through an async driver.

    :param url: a database URL, or settings made elsewhere. ``mysql://`` without a driver picks the installed one of
        asyncmy, aiomysql and mysqlconnector; ``sqlite://`` means aiosqlite.
    :param options: fields of `DatabaseSettings`, for example ``pool_size=20``.
    :raises ConfigurationError: the URL or an option cannot be right; see `aiolift.errors` for its kinds.

    ::

        db = Database("mysql://user:password@127.0.0.1/travel")

        async with db.session() as session:
            session.add(Member(email="hong@example.com"))
    """

    def __init__(self, url: str | URL | DatabaseSettings, **options: Any) -> None:
        self.url: URL
        self.driver: Driver
        self.settings: DatabaseSettings
        self.url, self.driver, self.settings = drivers.resolve(_settings(url, options))
        if self.url.get_backend_name() == "sqlite" and is_memory(self.url):
            self.url = temporary_file(self.url, owner=self)
        self.engine = self._create_engine()
        liveness.watch(self.engine.sync_engine)
        commit.watch(self.engine.sync_engine)
        self.read_engine = AsyncEngine(ReadEngine(self.engine.sync_engine))
        reading.watch(self.read_engine.sync_engine)
        self._reads = ReadPath(self.read_engine, self.driver, self.reader)

    @classmethod
    def from_env(cls, env_file: Path | str | None = ".env", **options: Any) -> Database:
        """Make the Database that ``DATABASE_URL`` and the other ``DATABASE_*`` variables (or `env_file`) describe.

        :raises SettingsError: ``DATABASE_URL`` is not set, or a value is out of range.
        """
        return cls(DatabaseSettings.from_env(env_file, **options))

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    # -- sessions

    def session(self, *, autoflush: bool = True) -> AbstractAsyncContextManager[AsyncSession]:
        """Return a unit of work: ``async with db.session() as session``.

        Commits at the end, rolls back on any exception (cancellation included), closes always. Objects stay readable
        after the commit (``expire_on_commit=False``).

        :raises CommitOutcomeUnknownError: the connection was lost while COMMIT ran.
        """
        return unit_of_work(partial(make_session, self.engine, UnitOfWorkSession, autoflush=autoflush))

    def reader(self) -> ReadSession:
        """Return a read-only session: ``async with db.reader() as reader``. See `ReadSession` for what it promises.

        :raises ReadOnlySessionError: inside, on a write.
        """
        return ReadSession(self._reads, self._start_reader)

    def prepare(self, statement: Select[Any]) -> PreparedRead[Any]:
        """Return a prepared read, to be kept: the statement's parameters in, its objects out. See `PreparedRead`."""
        return PreparedRead(self._reads, statement)

    @property
    def read_counts(self) -> ReadCounts:
        """How many statements of readers were read without a session, and why the others were not."""
        return self._reads.counts

    def stream(self, statement: Select[Any], *, batch_size: int = 1000) -> AsyncGenerator[Any, None]:
        """Iterate over the rows of a SELECT as they come from the server, `batch_size` of them in memory at a time.

        Yields what ``session.exec(statement)`` would: objects for ``select(Model)``, tuples for several columns.
        Where the loop may end early, close it in time: ``async with aclosing(db.stream(…)) as rows``.
        """
        return streaming.stream(self.reader, statement, batch_size=batch_size)

    async def run(
        self,
        work: Callable[Concatenate[AsyncSession, Arguments], Awaitable[Result]],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run ``await work(session, *args, **kwargs)`` as a unit of work, and again where the server asks for it.

        The whole of `work` runs again, in a new session, after a deadlock, a lock wait timeout and their like
        (`server_errors.TRANSIENT`), up to ``settings.retry_attempts`` times. What it does outside the database must
        bear repetition.

        :raises CommitOutcomeUnknownError: the connection was lost while COMMIT ran; the work is not run again.
        """
        return await retry.run(
            self.session, lambda session: work(session, *args, **kwargs), attempts=self.settings.retry_attempts
        )

    # -- lifetime

    async def connect(self) -> None:
        """Wait until the server answers, for up to ``settings.startup_timeout`` seconds.

        Each attempt may take ``settings.connect_retry`` seconds, as any connection of the pool.

        :raises ConnectError: it did not answer in time, or it refused the login.
        """
        try:
            async for attempt in stamina.retry_context(
                on=server_errors.is_unreachable,
                attempts=None if self.settings.startup_timeout else 1,
                timeout=self.settings.startup_timeout or None,
                wait_initial=0.1,
                wait_max=2.0,
            ):
                with attempt:
                    async with self.engine.connect():
                        return
        except (SQLAlchemyError, OSError) as error:
            raise _connect_error(self, error) from error

    async def dispose(self) -> None:
        """Close the connections of the pool. The Database can be used again: it opens new ones."""
        await self.engine.dispose()

    @asynccontextmanager
    async def lifespan(self, app: Any) -> AsyncIterator[None]:
        """Serve an application: ``FastAPI(lifespan=db.lifespan)``, or ``async with db.lifespan(app)`` in your own.

        Connects at the start, puts the Database where `SessionDep` finds it (``app.state.database``), and disposes at
        the end.
        """
        app.state.database = self
        try:
            await self.connect()
            yield
        finally:
            await self.dispose()

    # -- tables and data

    async def create_tables(self, metadata: MetaData | None = None) -> list[str]:
        """Create the tables that are missing, and return their names. Safe where several workers start at once."""
        return await schema.create_tables(self, metadata or SQLModel.metadata)

    async def drop_tables(self, metadata: MetaData | None = None) -> list[str]:
        """Drop the tables of `metadata` that exist, and return their names."""
        return await schema.drop_tables(self, metadata or SQLModel.metadata)

    async def table_names(self) -> list[str]:
        """Return the names of the tables on the server, sorted."""
        return await schema.table_names(self)

    async def compare_tables(self, metadata: MetaData | None = None) -> SchemaDifference:
        """Say where the models and the server differ: missing, extra and changed tables and columns."""
        return await schema.compare_tables(self, metadata or SQLModel.metadata)

    async def seed(
        self,
        model: type[SQLModel],
        path: Path | str,
        *,
        key: tuple[str, ...],
        on_conflict: OnConflict = "insert",
        duplicates: Duplicates = "error",
        encoding: str | None = None,
        batch_size: int = 1000,
        progress: Progress | None = None,
    ) -> SeedResult:
        """Load a CSV file into the table of `model`: all of it or nothing, and once; see `aiolift.seeding.seed`."""
        return await seeding.seed(
            self,
            model,
            path,
            key=key,
            on_conflict=on_conflict,
            duplicates=duplicates,
            encoding=encoding,
            batch_size=batch_size,
            progress=progress,
        )

    async def bulk_load(
        self,
        model: type[SQLModel],
        rows: Rows,
        *,
        columns: Sequence[str] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> BulkResult:
        """Load many rows into the table of `model`, fast: all of them or none; see `aiolift.bulk.bulk_load`.

        ::

            await db.bulk_load(Place, ((code, name) for code, name in places), columns=("code", "name"))
        """
        return await bulk.bulk_load(self, model, rows, columns=columns, progress=progress)

    def lock(self, name: str, *, timeout: float = 60.0) -> AbstractAsyncContextManager[None]:
        """Hold a lock that one process at a time can have: ``async with db.lock("import")``; see `aiolift.locking`."""
        return locking.lock(self, name, timeout=timeout)

    def _start_reader(self, session: AsyncSession) -> None:
        start_session(session, self.read_engine, ReaderSession, autoflush=False)

    # -- making engines

    def _create_engine(self) -> AsyncEngine:
        settings = self.settings
        farewells = self.driver.farewells(self.url, settings)
        engine = self.driver.create_engine(
            self.url,
            settings,
            echo=settings.echo,
            hide_parameters=not settings.echo,  # an error that is logged must not spell out a member's tokens
            poolclass=FairPool,
            pool_options=PoolOptions(
                driver=self.driver,
                farewells=farewells,
                size=settings.pool_size,
                overflow=settings.max_overflow,
                timeout=settings.pool_timeout,
                recycle=settings.pool_recycle,
                ping_after=settings.ping_after,
                ping_timeout=settings.connect_timeout,
            ),
        )
        if farewells is not None:
            event.listen(engine.sync_engine, "invalidate", farewells.see_off)
        return engine


def make_session(
    bind: AsyncEngine | AsyncConnection, sync_class: type[UnitOfWorkSession], **options: Any
) -> AsyncSession:
    """Make a session as every session of aiolift is; `options` are further arguments of ``AsyncSession``."""
    session = AsyncSession.__new__(AsyncSession)
    start_session(session, bind, sync_class, **options)
    return session


def start_session(
    session: AsyncSession, bind: AsyncEngine | AsyncConnection, sync_class: type[UnitOfWorkSession], **options: Any
) -> None:
    """Initialise a session as every session of aiolift is."""
    AsyncSession.__init__(
        session,
        bind,
        sync_session_class=sync_class,
        expire_on_commit=False,
        close_resets_only=False,  # a closed session stays closed, so that nobody reopens it by using it
        **options,
    )


def _settings(url: str | URL | DatabaseSettings, options: dict[str, Any]) -> DatabaseSettings:
    if isinstance(url, DatabaseSettings):
        return DatabaseSettings.create(**{**url.model_dump(), **options}) if options else url
    text = url.render_as_string(hide_password=False) if isinstance(url, URL) else url
    if not isinstance(text, str):
        raise DatabaseURLError(
            f"the database URL is not a str, but {type(text).__name__}; is the variable it is read from set?"
        )
    return DatabaseSettings.create(url=SecretStr(text), **options)


def _connect_error(database: Database, error: SQLAlchemyError | OSError) -> ConnectError:
    shown = database.url.render_as_string(hide_password=True)
    number = server_errors.code(error)
    if database.url.get_backend_name() == "sqlite":
        fix = "is it a SQLite database, and may this user read and write it and its folder?"
    else:
        fix = server_errors.CONNECT_FIXES.get(number or 0, "is the server running, and does it listen at that address?")
    return ConnectError(f"cannot connect to {shown}: {server_errors.message(error)} -- {fix}")
