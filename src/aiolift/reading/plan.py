"""A plan: what is known of a statement before it runs, kept by SQLAlchemy's own cache key.

SQLAlchemy compiles the statement once. The plan then makes the arguments of each execution from the bind parameters of
the cache key, and learns from the first rows what becomes of a row: see `Shape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from aiolift.reading import arguments, listeners, private
from aiolift.reading.build import builder, row_processor
from aiolift.reading.fallback import Fallback, FallbackError
from aiolift.reading.listeners import Watch
from aiolift.reading.metadata import Keys, core_metadata, orm_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Dialect
    from sqlalchemy.engine import Result
    from sqlalchemy.sql.cache_key import CacheKey

    from aiolift.reading.build import Build


@dataclass(frozen=True, slots=True)
class Shape:
    """What becomes of the rows of a plan.

    :param keys: what the rows of the Result that is given to the user can be asked by.
    :param scalars: the Result is of objects, and not of rows.
    :param width: how many places a row of the Result has.
    :param build: makes what the Result holds of the driver's rows; None where the ORM's loaders do.
    :param cursor_metadata: of the driver's rows, for the ORM's loaders.
    :param process: applies the result processors to the driver's rows.
    :param queries: the ORM's loaders may send more statements.
    :param listened: whether somebody listens to the loading of these objects.
    """

    keys: Keys
    scalars: bool
    width: int
    build: Build | None
    cursor_metadata: Any
    process: Callable[[Iterable[Any]], Iterable[Any]]
    queries: bool
    listened: Watch


class Slot(NamedTuple):
    """One positional argument of a prepared read: a value that is always the same, or a parameter and its default."""

    name: str | None
    value: Any
    process: Callable[[Any], Any] | None
    """The bind processor for the parameter's value."""


class Plan:
    """A compiled statement.

    :param key: the statement's cache key.
    """

    def __init__(self, statement: Any, key: CacheKey, dialect: Dialect) -> None:
        self.compiled = private.compile_statement(statement, dialect)
        self.is_orm = private.is_orm(self.compiled)
        self.context = private.execution_context(self.compiled, dialect)
        self.shape: Shape | None = None
        self.sql: str = self.compiled.string
        self._sources = arguments.sources(self.compiled, key)

    def arguments(self, key: CacheKey, params: Any = None) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL of one execution and its positional arguments, through the bind processors.

        :raises StatementError: a parameter has no value, or one that its type refuses.
        """
        if key.params:
            params = {**key.params, **(params or {})}
        binds = key.bindparams
        try:
            if self._sources is None:
                return arguments.expand(self.compiled, binds, params)
            values = []
            for place, bind, name, process in self._sources:
                own = bind if place is None else binds[place]
                value = arguments.value(bind, own, name, params) if params or own.required else own.effective_value
                values.append(value if process is None else process(value))
        except Exception as error:
            raise arguments.error(error, self.compiled, params) from error
        return self.sql, tuple(values)

    def slots(self, key: CacheKey) -> tuple[Slot, ...] | None:
        """Return what a prepared read puts in the place of each argument; None where the SQL depends on the values."""
        if self._sources is None or key.params:
            return None
        slots = []
        for place, bind, _, process in self._sources:
            given = bind if place is None else key.bindparams[place]
            if given.callable is not None:
                return None  # it gives another value each time
            if given.unique:  # the user has no name for it
                slots.append(Slot(None, given.value if process is None else process(given.value), None))
            else:
                slots.append(Slot(given.key, given.value, process))
        return tuple(slots)

    def learn(self, statement: Any, description: Sequence[Any]) -> Shape:
        """Work out the shape from the columns that the server has sent.

        :param description: as in PEP 249.
        :raises FallbackError: the ORM needs a session to load these objects.
        """
        cursor_metadata, processors = private.columns(self.context, description)
        process = row_processor(processors)
        if not self.is_orm:
            build = _process_all(process)
            width = len(processors)
            return Shape(Keys(cursor_metadata), False, width, build, cursor_metadata, process, False, Watch())
        return self._learn_orm(statement, cursor_metadata, processors, process)

    def result(self, statement: Any, shape: Shape, items: Sequence[Any]) -> Result[Any]:
        """Return the Result of what `Shape.build` has made."""
        if self.is_orm:
            return private.result(shape.keys.of(statement), items, scalars=shape.scalars)
        return private.result(core_metadata(shape.cursor_metadata, self.context, statement), items)

    def _learn_orm(self, statement: Any, cursor_metadata: Any, processors: Any, process: Any) -> Shape:
        cursor = private.result(cursor_metadata, (), context=self.context)
        options = {"populate_existing": False}  # all objects are new, whatever the statement says
        context = private.query_context(self.compiled, private.LoadSession(_refuse), statement, {}, options)
        try:
            loaded = private.load(cursor, context)
        except SQLAlchemyError as error:  # as it does for a session, which shall raise it
            raise FallbackError(Fallback(f"its rows cannot be loaded: {type(error).__name__}")) from error
        if private.loads_by_subquery(context):
            raise FallbackError(Fallback("subqueryload needs a session"))
        later = private.post_loads(context)
        for loader in later:
            if not private.is_selectin(loader):
                raise FallbackError(Fallback(f"{private.loader_name(loader)} needs a session"))
        mappers = private.reachable_mappers(context)
        listened = listeners.of_loading(mappers)
        simple = private.simple_entities(context, cursor)
        if simple is not None:
            made = listeners.of_loading(entity.mapper for entity in simple if isinstance(entity, private.Columns))
            simple, listened = (None, listened) if made.expected else (simple, made)
        return Shape(
            keys=orm_keys(loaded, context),
            scalars=private.is_single_entity(context),
            width=len(loaded.keys()),
            build=None if simple is None else builder(simple, processors),
            cursor_metadata=cursor_metadata,
            process=process,
            queries=bool(later) or any(mapper.polymorphic_map for mapper in mappers),
            listened=listened,
        )


def _process_all(process: Callable[[Iterable[Any]], Iterable[Any]]) -> Build:
    return lambda rows, _: list(process(rows))


def _refuse(*_: Any, **__: Any) -> Result[Any]:
    raise FallbackError(Fallback("a loader queries before there are rows"))
