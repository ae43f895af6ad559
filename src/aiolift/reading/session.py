"""The read-only session: an AsyncSession that reads without one where it can."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import inspect
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession as SQLAlchemyAsyncSession
from sqlalchemy.util import EMPTY_DICT
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from aiolift.reading import listeners, unloaded
from aiolift.reading.fallback import Explanation, Fallback
from aiolift.reading.identity import select_by_identity
from aiolift.reading.prepared import PreparedRead
from aiolift.reading.read_only import refuse_changes
from aiolift.session import log_lifetime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from types import TracebackType

    from sqlalchemy.engine import Result

    from aiolift.reading.fetch import Rows
    from aiolift.reading.path import ReadPath, Ready

#: How many objects are remembered for the complaint about changes that would be lost.
_REMEMBERED = 10_000


class ReadSession(AsyncSession):
    """What ``db.reader()`` gives: an AsyncSession for reading. It promises this, and no more:

    - Each statement sees what is committed at its moment; there is no transaction around two of them. On a replica,
      that is what has arrived there: a request that must see what the request before has written reads in a unit of
      work (``db.session()``).
    - The objects are new with every statement, equal to those of an AsyncSession, and detached: two statements that
      find the same row give two objects. They can be kept after the end of the reader, pickled, or added to a unit of
      work. An attribute that was not loaded raises `ImplicitIOError`, which names the loader option. There is no
      identity map, and ``awaitable_attrs`` asks for the session that an object does not have, and raises too.
    - A connection is held while a statement runs, and not between statements.
    - A write is a `ReadOnlySessionError`; ``with_for_update()`` too, as the lock would end with the statement; and a
      change of an object, at the end of the reader, as it would be lost.

    A statement that the fast path does not cover runs in an ordinary session, with the same result; its objects belong
    to that session, and its identity map, until the reader ends; so does a connection. On PostgreSQL that is every
    statement. `explain` says which path a statement takes, and ``db.read_counts`` counts.

    :param start: calls ``AsyncSession.__init__`` once the ordinary session is needed.
    """

    def __init__(self, path: ReadPath, start: Callable[[AsyncSession], None]) -> None:
        self._path = path
        self._start = start
        self._ended = False
        self._given: deque[Collection[Any]] = deque()
        self._given_count = 0
        self._changed: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        """Make the ordinary session, whose attributes are asked for the first time."""
        if name.startswith("__") or "sync_session" in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self._start(self)
        if self._ended:
            self.sync_session.close()  # so that it refuses whatever it was wanted for
        return getattr(self, name)

    # -- the end

    async def __aenter__(self) -> Self:
        """Return the session; nothing is opened before a statement needs it."""
        self._log_end = log_lifetime(self)
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the session, and complain of changes that would be lost, if nothing else has failed."""
        try:
            if error is None:
                self._refuse_changes()
        finally:
            try:
                self._ended = True
                if "sync_session" in self.__dict__:
                    await self.close()
            finally:
                self._log_end("ended" if error is None else f"ended on {type(error).__name__}")

    async def close(self) -> None:
        """End the session: it cannot be used any more."""
        self._ended = True
        if self._has_ordinary_session:
            await super().close()

    async def commit(self) -> None:
        """Do nothing, as nothing was written.

        :raises ReadOnlySessionError: an object was changed.
        """
        self._refuse_changes()
        if self._has_ordinary_session or self._ended:
            await super().commit()

    async def flush(self, objects: Any = None) -> None:
        """Do nothing, as nothing was written.

        :raises ReadOnlySessionError: an object was changed.
        """
        self._refuse_changes()
        if self._has_ordinary_session or self._ended:
            await super().flush(objects)

    @property
    def _has_ordinary_session(self) -> bool:
        return "sync_session" in self.__dict__

    def _refuse_changes(self) -> None:
        changed = [*self._changed, *(item for objects in self._given for item in _modified(objects))]
        if changed or self._has_ordinary_session:
            refuse_changes(self.sync_session, changed)

    def _remember(self, objects: Collection[Any]) -> None:
        self._given.append(objects)
        self._given_count += len(objects)
        while self._given_count > _REMEMBERED and len(self._given) > 1:
            forgotten = self._given.popleft()
            self._given_count -= len(forgotten)
            self._changed += _modified(forgotten)

    # -- reading

    async def exec(self, statement: Any, **options: Any) -> Any:
        """Execute a statement; see ``sqlmodel.ext.asyncio.session.AsyncSession.exec``."""
        ready = self._ready(statement, **options)
        if ready is not None:
            scalars = isinstance(statement, SelectOfScalar)
            del statement
            found = self._result(ready, await self._path.rows(ready))
            return found.scalars() if scalars else found
        result = await self._read(statement, **options)
        if isinstance(result, Fallback):
            return await super().exec(statement, **options)
        return result.scalars() if isinstance(statement, SelectOfScalar) else result

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement; see ``sqlalchemy.ext.asyncio.AsyncSession.execute``."""
        ready = self._ready(statement, params, **options)
        if ready is not None:
            del statement
            return self._result(ready, await self._path.rows(ready))
        result = await self._read(statement, params=params, **options)
        if isinstance(result, Fallback):
            return await SQLAlchemyAsyncSession.execute(self, statement, params, **options)  # SQLModel's warns
        return result

    async def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement and return the first column; see ``sqlalchemy.ext.asyncio.AsyncSession.scalars``."""
        ready = self._ready(statement, params, **options)
        if ready is not None:
            del statement
            return self._result(ready, await self._path.rows(ready)).scalars()
        result = await self._read(statement, params=params, **options)
        if isinstance(result, Fallback):
            return await super().scalars(statement, params, **options)
        return result.scalars()

    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement and return its first value; see ``sqlalchemy.ext.asyncio.AsyncSession.scalar``."""
        ready = self._ready(statement, params, **options)
        if ready is not None:
            del statement
            return self._result(ready, await self._path.rows(ready)).scalar()
        result = await self._read(statement, params=params, **options)
        if isinstance(result, Fallback):
            return await super().scalar(statement, params, **options)
        return result.scalar()

    async def get(
        self, entity: Any, ident: Any, *, options: Any = None, execution_options: Any = EMPTY_DICT, **others: Any
    ) -> Any:
        """Return the object of a primary key, or None; see ``sqlalchemy.ext.asyncio.AsyncSession.get``."""
        if self._has_ordinary_session and self.sync_session.identity_map:
            found = None  # it may be one of these
        else:
            found = None if any(others.values()) else select_by_identity(entity, ident)
        if found is not None:
            statement, params = found
            result = await self._read(
                statement.options(*options) if options else statement,
                params=params,
                execution_options=execution_options,
            )
            if not isinstance(result, Fallback):
                return result.scalars().unique().one_or_none()
        return await super().get(entity, ident, options=options, execution_options=execution_options, **others)

    async def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the object of a primary key; see ``sqlalchemy.ext.asyncio.AsyncSession.get_one``.

        :raises NoResultFound: there is none.
        """
        instance = await self.get(entity, ident, **options)
        if instance is None:
            raise NoResultFound("No row was found when one was required")
        return instance

    async def refresh(self, instance: object, attribute_names: Any = None, with_for_update: Any = None) -> None:
        """Load attributes of an object again, or for the first time; the object stays detached if it was.

        See ``sqlalchemy.ext.asyncio.AsyncSession.refresh``.
        """
        if self._ended or not inspect(instance).detached:
            return await super().refresh(instance, attribute_names, with_for_update)
        session = AsyncSession.__new__(AsyncSession)
        self._start(session)
        async with session:
            session.add(instance)
            await session.refresh(instance, attribute_names, with_for_update)
            found = list(session.sync_session)
            session.expunge_all()
        for item in found:
            unloaded.mark(item)
        return None

    def _ready(
        self,
        statement: Any,
        params: Any = None,
        execution_options: Any = EMPTY_DICT,
        bind_arguments: Any = None,
        **internal: Any,
    ) -> Ready | None:
        if self._ended or "sync_session" in self.__dict__:
            return None
        if bind_arguments or internal or isinstance(params, (list, tuple)):
            return None
        return self._path.ready(statement, params, execution_options)

    def _result(self, ready: Ready, rows: Rows) -> Result[Any]:
        read = self._path.result(ready, rows[0])
        if read.objects:
            self._remember(read.objects)
        return read.result

    async def _read(
        self,
        statement: Any,
        *,
        params: Any = None,
        execution_options: Any = EMPTY_DICT,
        bind_arguments: Any = None,
        **internal: Any,
    ) -> Result[Any] | Fallback:
        if self._ended:
            return Fallback("the session has ended")
        obstacle = None
        if bind_arguments or any(internal.values()) or isinstance(params, (list, tuple)):
            obstacle = Fallback("it is executed with bind arguments, or with several sets of parameters")
        elif self._has_ordinary_session and listeners.of_session(self.sync_session):
            obstacle = Fallback("somebody listens to the events of this session")
        read = await self._path.read(statement, params, execution_options, obstacle)
        if isinstance(read, Fallback):
            return read
        if read.objects:
            self._remember(read.objects)
        return read.result

    # -- the fast path

    def prepare(self, statement: Any) -> PreparedRead[Any]:
        """Return a prepared read of `statement`; it can be kept beyond this reader."""
        return PreparedRead(self._path, statement)

    def explain(self, statement: Any, **options: Any) -> Explanation:
        """Say which path `statement` takes, and why: see `Explanation`.

        :param options: execution options that it would be executed with.
        """
        return self._path.explain(statement, options)


def _modified(objects: Iterable[Any]) -> list[Any]:
    return [item for item in objects if item._sa_instance_state.modified]  # noqa: SLF001 -- the fastest way to see it
