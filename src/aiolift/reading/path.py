"""The read path of one Database: its plans, and which statements can take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import CompoundSelect, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import EMPTY_DICT, LRUCache
from sqlmodel import Session

from aiolift.reading import arguments, events, listeners, loaders, private
from aiolift.reading.fallback import Explanation, Fallback, FallbackError, ReadCounts
from aiolift.reading.fetch import fetch
from aiolift.reading.plan import Plan
from aiolift.reading.read_only import ReaderSession

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.engine import Result
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.sql.cache_key import CacheKey

    from aiolift.drivers import Driver
    from aiolift.reading.build import Build
    from aiolift.reading.fetch import Rows
    from aiolift.reading.plan import Shape, Slot

    Prepared = tuple[Plan, tuple[Slot, ...]]

#: How many statements' plans are kept, as SQLAlchemy keeps as many compiled statements.
_CAPACITY = 500
#: The other execution options mean nothing to a statement whose objects are new and whose rows are all fetched; those
#: of users are for their listeners, of which there are none.
_NEEDS_SESSION = frozenset(
    {
        *("compiled_cache", "logging_token", "isolation_level", "no_parameters", "stream_results", "max_row_buffer"),
        *("yield_per", "schema_translate_map", "identity_token", "preserve_rowcount", "driver_column_names"),
        *("postgresql_readonly", "postgresql_deferrable", "skip_user_error_events", "sa_top_level_orm_context"),
    }
)
#: Positional parameters, and rows that the driver gives all at once.
_PARAMSTYLES = frozenset({"format", "qmark"})
_LISTENED = Fallback("somebody listens to the loading of its objects")


class Read(NamedTuple):
    """What a statement gave, and the objects that it is made of."""

    result: Result[Any]
    objects: Collection[Any]


class Ready(NamedTuple):
    """A read that needs its statement no more: its rows become the ORM's objects directly."""

    plan: Plan
    shape: Shape
    build: Build
    metadata: Any
    """Of the Result."""
    sql: str
    arguments: tuple[Any, ...]


class ReadPath:
    """Reads statements without a session where it can. Belongs to one Database.

    :param engine: of the readers; no more of aiolift's listeners will come.
    :param open_session: opens the ordinary session, for prepared reads that need one.
    :param never: why no statement can be read this way, if so.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        driver: Driver,
        open_session: Callable[[], AbstractAsyncContextManager[AsyncSession]],
        never: Fallback | None = None,
    ) -> None:
        self.counts = ReadCounts()
        self._engine = engine
        self._driver = driver
        self._open_session = open_session
        self._plans: LRUCache[Any, Plan | Fallback] = LRUCache(_CAPACITY)
        self._on_engine = listeners.of_engine(engine.sync_engine)
        self._on_sessions = listeners.of_session_class(ReaderSession, Session)
        self._never = never or self._unfit()

    def _unfit(self) -> Fallback | None:
        if not private.is_known():
            return Fallback("this release of SQLAlchemy is not known to the fast path")
        if self._engine.dialect.paramstyle not in _PARAMSTYLES or not self._driver.can_fetch:
            return Fallback(f"{self._driver.name} has no fast path")
        return None

    def obstacle(self, registered: tuple[int, Any] | None = None) -> Fallback | None:
        """Return what keeps every statement from the fast path at this moment.

        :param registered: what `events.registered` says now.
        """
        if self._never is not None:
            return self._never
        registered = registered or events.registered()
        if self._on_engine.found(registered):
            return Fallback("somebody listens to the engine's events")
        if self._on_sessions.found(registered):
            return Fallback("somebody listens to the events of sessions")
        if private.echoes(self._engine.sync_engine):
            return Fallback("statements are logged")
        return None

    def plan(self, statement: Any) -> tuple[Plan, CacheKey] | Fallback:
        """Return the plan of a statement, and its cache key, which holds its parameters."""
        key = private.cache_key(statement)
        if key is None:
            return Fallback("SQLAlchemy cannot cache it")
        plan = self._plans.get(key[0])
        if plan is None:
            plan = self._plans[key[0]] = self._make(statement, key)
        return (plan, key) if isinstance(plan, Plan) else plan

    def _make(self, statement: Any, key: CacheKey) -> Plan | Fallback:
        plan = Plan(statement, key, self._engine.sync_engine.dialect)
        return plan if private.is_positional(plan.compiled) else Fallback("it holds textual columns")

    def ready(self, statement: Any, params: Any, options: Mapping[str, Any]) -> Ready | None:
        """Return what is left to do of a statement, without it; None where `read` must have it.

        Who lets the statement go before the server answers has less in memory, and so in the processor's caches, while
        other tasks work: of a new select() that saves more than what this function costs.
        """
        registered = events.registered()
        if self.obstacle(registered) is not None or _unfit_statement(statement, options) is not None:
            return None
        planned = self.plan(statement)
        if isinstance(planned, Fallback):
            return None
        plan, key = planned
        shape = plan.shape
        if shape is None or shape.build is None or not plan.is_orm or shape.listened.found(registered):
            return None
        return Ready(plan, shape, shape.build, shape.keys.of(statement), *plan.arguments(key, params))

    def rows(self, ready: Ready) -> Awaitable[Rows]:
        """Return the driver's rows of `ready`, and their description, once awaited."""
        return fetch(self._engine, self._driver, ready.sql, ready.arguments, ready.plan.context)

    def result(self, ready: Ready, rows: Sequence[Any]) -> Read:
        """Return what a session would give for the rows of `ready`."""
        self.counts.fast += 1
        shape, made = ready.shape, dict[Any, Any]()
        return Read(private.result(ready.metadata, ready.build(rows, made), scalars=shape.scalars), made.values())

    async def read(
        self, statement: Any, params: Any, options: Mapping[str, Any], obstacle: Fallback | None = None
    ) -> Read | Fallback:
        """Read a statement, or say why only a session can.

        :param obstacle: what its session knows to be in the way.
        :raises DBAPIError: as a session raises it.
        """
        fallback = obstacle or self.obstacle() or _unfit_statement(statement, options)
        if fallback is None:
            try:
                plan, shape, rows = await self.fetch(statement, params)
                if shape.build is not None:
                    made: dict[Any, Any] = {}
                    read = Read(plan.result(statement, shape, shape.build(rows, made)), made.values())
                else:
                    read = Read(*await loaders.load(self, plan, shape, statement, rows, params, options))
            except FallbackError as error:
                fallback = error.fallback
            else:
                self.counts.fast += 1
                return read
        self.counts.fallbacks[fallback.reason] += 1
        return fallback

    def prepare(self, statement: Any) -> Prepared | None:
        """Return what `read_prepared` needs to know of a statement; None where it must look at it each time."""
        planned = self._never or _unfit_statement(statement, EMPTY_DICT) or self.plan(statement)
        if isinstance(planned, Fallback):
            return None
        plan, key = planned
        slots = plan.slots(key)
        return None if slots is None else (plan, slots)

    async def read_prepared(self, statement: Any, prepared: Prepared | None, parameters: dict[str, Any]) -> list[Any]:
        """Return the objects, values or rows that a prepared statement finds."""
        if prepared is not None:
            plan, slots = prepared
            shape, registered = plan.shape, events.registered()
            if (
                shape is not None
                and shape.build is not None
                and not shape.listened.found(registered)
                and self.obstacle(registered) is None
            ):
                try:
                    values = _arguments(slots, parameters)
                except Exception as error:
                    raise arguments.error(error, plan.compiled, parameters) from error
                rows, _ = await fetch(self._engine, self._driver, plan.sql, values, plan.context)
                self.counts.fast += 1
                items = shape.build(rows, {})
                if shape.scalars:
                    return items
                return [row[0] for row in items] if shape.width == 1 else _items(plan.result(statement, shape, items))
        read = await self.read(statement, parameters, {})
        if isinstance(read, Fallback):
            async with self._open_session() as session:
                result = await AsyncSession.execute(
                    session, statement, parameters
                )  # neither the fast path nor SQLModel's warning
                return _items(result)
        return _items(read.result)

    def explain(self, statement: Any, options: Mapping[str, Any] = EMPTY_DICT) -> Explanation:
        """Say how a statement is read. Before it was read once, only what its form says is known."""
        fallback = self.obstacle() or _unfit_statement(statement, options)
        planned = fallback or self.plan(statement)
        if isinstance(planned, Fallback):
            return Explanation("session", planned.reason)
        plan, _ = planned
        try:
            shape = plan.shape or plan.learn(statement, private.expected_description(plan.compiled))
        except FallbackError as error:
            return Explanation("session", error.fallback.reason)
        if shape.listened:
            return Explanation("session", _LISTENED.reason)
        return Explanation("loaders" if shape.build is None else "columns", sql=plan.sql)

    def parameter_names(self, statement: Any) -> tuple[frozenset[str], frozenset[str]]:
        """Return the names of the parameters that a statement needs, and of all that it takes."""
        binds = arguments.named_binds(private.compile_statement(statement, self._engine.sync_engine.dialect))
        return frozenset(bind.key for bind in binds if bind.required), frozenset(bind.key for bind in binds)

    async def fetch(self, statement: Any, params: Any) -> tuple[Plan, Shape, Sequence[Any]]:
        """Return the driver's rows of a statement, with its plan and its shape.

        :raises FallbackError: it cannot be read this way.
        """
        planned = self.plan(statement)
        if isinstance(planned, Fallback):
            raise FallbackError(planned)
        plan, key = planned
        if plan.shape is not None and plan.shape.listened:
            raise FallbackError(_LISTENED)
        sql, values = plan.arguments(key, params)
        rows, description = await fetch(self._engine, self._driver, sql, values, plan.context)
        if plan.shape is None:
            try:
                plan.shape = plan.learn(statement, description)
            except FallbackError as error:
                self._plans[key[0]] = error.fallback
                raise
            if plan.shape.listened:
                raise FallbackError(_LISTENED)
        return plan, plan.shape, rows


def _arguments(slots: Sequence[Slot], parameters: dict[str, Any]) -> tuple[Any, ...]:
    values = []
    for name, fixed, process in slots:
        value = fixed if name is None else parameters.get(name, fixed)
        values.append(value if process is None else process(value))
    return tuple(values)


def _items(result: Result[Any]) -> list[Any]:
    if private.requires_unique(result):
        result = result.unique()
    return list(result.all() if len(result.keys()) > 1 else result.scalars().all())


def _unfit_statement(statement: Any, options: Mapping[str, Any]) -> Fallback | None:
    if not isinstance(statement, (Select, CompoundSelect)):
        return Fallback(f"it is {type(statement).__name__}, and not a select")
    for name in (*options, *statement.get_execution_options()):
        if name in _NEEDS_SESSION:
            return Fallback(f"its execution option {name} needs a session")
    if private.locks_rows(statement):
        return Fallback("it locks rows, which a reader refuses")
    return None
