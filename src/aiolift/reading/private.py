"""SQLAlchemy's own names (those with an underscore) that the fast read path needs; there is no public name for them.

They are those of SQLAlchemy 2.1. With another release `is_known` says no, and every read takes the ordinary path.
"""

from __future__ import annotations

from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.engine.cursor import CursorResultMetaData
from sqlalchemy.engine.result import IteratorResult
from sqlalchemy.orm.context import QueryContext, _ColumnEntity, _MapperEntity, _ORMCompileState
from sqlalchemy.orm.loading import instances
from sqlalchemy.orm.strategies import _SelectInLoader, _SubqueryLoader
from sqlalchemy.sql.base import CompileState
from sqlalchemy.sql.compiler import WARN_LINTING
from sqlalchemy.util import immutabledict

from aiolift.reading.fallback import Fallback, FallbackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Dialect, Engine
    from sqlalchemy.engine import Result
    from sqlalchemy.orm import Mapper
    from sqlalchemy.sql.cache_key import CacheKey

_RELEASE = "2.1."


def is_known() -> bool:
    """Whether this SQLAlchemy is one whose underscore names are known here."""
    return sqlalchemy.__version__.startswith(_RELEASE)


# -- the statement


def cache_key(statement: Any) -> CacheKey | None:
    """Return the key by which SQLAlchemy caches what it compiled of the statement; None where it cannot."""
    key: CacheKey | None = statement._generate_cache_key()
    return key


def is_orm(compiled: Any) -> bool:
    """Whether the ORM gives the rows of a compiled statement; those of a UNION of ORM statements it does not."""
    return isinstance(compiled.compile_state, _ORMCompileState)


def locks_rows(statement: Any) -> bool:
    """Whether a select is ``with_for_update()``."""
    return getattr(statement, "_for_update_arg", None) is not None


def options(statement: Any) -> tuple[Any, ...]:
    """Return the loader options of a statement."""
    found: tuple[Any, ...] = statement._with_options
    return found


def compile_statement(statement: Any, dialect: Dialect) -> Any:
    """Compile a statement as ``Connection.execute`` would, with its warnings, into a form that nobody else uses.

    The form that the engine keeps could not be shared: the row processors of the first result stay in it.
    """
    compiled, *_ = statement._compile_w_cache(
        dialect, compiled_cache={}, column_keys=[], linting=dialect.compiler_linting | WARN_LINTING
    )
    return compiled


def is_positional(compiled: Any) -> bool:
    """Whether the rows can be matched to the compiled columns by position, as is so for all but textual SQL."""
    return bool(compiled.positional and compiled._ordered_columns and not compiled._textual_ordered_columns) and not (
        compiled._ad_hoc_textual
        or (
            getattr(compiled.compile_state, "compile_options", None) is not None
            and compiled.compile_state.compile_options._is_star
        )
    )


def expected_description(compiled: Any) -> list[tuple[Any, ...]]:
    """Return a description (PEP 249) of the rows to come, without the types that the server will tell."""
    return [(column.keyname, None, None, None, None, None, None) for column in compiled._result_columns]


# -- the rows


def execution_context(compiled: Any, dialect: Any) -> Any:
    """Return the dialect's execution context, without a connection: it knows the types of the columns."""
    context = dialect.execution_ctx_cls.__new__(dialect.execution_ctx_cls)
    context.dialect, context.compiled, context.execution_options = dialect, compiled, {}
    context.result_column_struct = (
        compiled._result_columns,
        compiled._ordered_columns,
        compiled._textual_ordered_columns,
        compiled._ad_hoc_textual,
        compiled._loose_column_name_matching,
    )
    return context


class _Described(NamedTuple):
    context: Any


def columns(context: Any, description: Any) -> tuple[Any, list[Callable[[Any], Any] | None]]:
    """Return the metadata of the rows that `description` (PEP 249) tells of, and each column's result processor."""
    metadata = CursorResultMetaData(_Described(context), description)  # type: ignore[arg-type]
    return metadata._remove_processors_and_tuple_filter(), list(metadata._processors)


def result(metadata: Any, rows: Iterable[Any], *, context: Any = None, scalars: bool = False) -> Result[Any]:
    """Return a Result of rows in memory; with `scalars`, of objects instead of rows of one object."""
    return IteratorResult(metadata, iter(rows), context=context, _source_supports_scalars=scalars)


# -- the ORM's loading


class Identities(dict[Any, Any]):
    """The objects of one statement by their identity key; in the place of a session's identity map."""

    def _add_unpresent(self, state: Any, key: Any) -> None:
        self[key] = state.obj()


class LoadSession:
    """What the ORM's loading needs of a session, for the objects of one statement, which belong to none.

    :param execute: in the place of ``Session.execute``, for the loaders that send statements of their own.
    """

    hash_key = None
    dispatch = SimpleNamespace(loaded_as_persistent=())  # the reader has looked that nobody listens

    def __init__(self, execute: Callable[..., Result[Any]]) -> None:
        self.identity_map = Identities()
        self.execute = execute

    def __getattr__(self, name: str) -> Any:
        raise FallbackError(Fallback(f"a loader asks for the session's {name}"))


def query_context(
    compiled: Any, session: LoadSession, statement: Any, params: Any, execution_options: Any
) -> QueryContext:
    """Return the context in which the ORM loads the rows of a compiled statement."""
    state_class: Any = CompileState._get_plugin_class_for_plugin(statement, "orm")
    statement, execution_options, params = state_class.orm_pre_session_exec(
        session, statement, params, immutabledict(execution_options), {}, True
    )
    return QueryContext(
        compiled.compile_state,
        statement,
        statement,
        params or {},
        session,  # type: ignore[arg-type] # what loading needs of one
        execution_options.get("_sa_orm_load_options", QueryContext.default_load_options),
        execution_options,
        {},
    )


def load(cursor: Result[Any], context: QueryContext) -> Result[Any]:
    """Let the ORM load the rows of `cursor`: what ``Session.execute`` does with a cursor's rows."""
    return instances(cursor, context)  # type: ignore[arg-type]


def post_loads(context: QueryContext) -> Iterable[Any]:
    """Return the loaders that will query for more once the rows are loaded (``selectinload`` and its like)."""
    return [loader[3] for post_load in context.post_load_paths.values() for loader in post_load.loaders.values()]


def is_selectin(loader: Any) -> bool:
    """Whether a loader of `post_loads` is one of ``selectinload`` or ``selectin_polymorphic``."""
    return isinstance(getattr(loader, "__self__", None), _SelectInLoader) or loader.__name__ == "do_load"


def loads_by_subquery(context: QueryContext) -> bool:
    """Whether a loader queries in the midst of the rows, as ``subqueryload`` does. To be asked after `load`."""
    return any(isinstance(value, _SubqueryLoader._SubqCollections) for value in context.attributes.values())


def loader_name(loader: Any) -> str:
    """Return what a person would call a loader of `post_loads`."""
    owner = getattr(loader, "__self__", None)
    return f"{type(owner).__name__.strip('_')} of {owner.parent_property}" if owner else str(loader.__name__)


def requires_unique(result: Result[Any]) -> bool:
    """Whether a Result asks for ``unique()``, as it holds collections that were loaded with a join."""
    return result._unique_filter_state is not None


def is_single_entity(context: QueryContext) -> bool:
    """Whether the rows are of one object each, so that the Result holds the objects themselves."""
    entities: Any = context.compile_state._entities
    return len(entities) == 1 and entities[0].supports_single_entity


def reachable_mappers(context: QueryContext) -> set[Mapper[Any]]:
    """Return the mappers of all objects that loading could make: entities, subclasses, and what is related to them."""
    entities: Any = context.compile_state._entities
    found: set[Mapper[Any]] = set()
    todo = [entity.mapper for entity in entities if isinstance(entity, _MapperEntity)]
    while todo:
        mapper = todo.pop()
        if mapper not in found:
            found.add(mapper)
            todo += [*mapper.self_and_descendants, *(related.mapper for related in mapper.relationships)]
    return found


class Columns(NamedTuple):
    """An object whose attributes are columns of the row."""

    mapper: Mapper[Any]
    keys: tuple[str, ...]
    indexes: tuple[int, ...]
    """The column of each of `keys`."""
    primary_key: Callable[[Any], tuple[Any, ...]]
    path: Any


def simple_entities(context: QueryContext, cursor: Result[Any]) -> list[Columns | int] | None:
    """Return what each place of a result row is, an object or a column; None where the ORM has more to do.

    To be called after `load` with the same arguments, which works out the loaders of each attribute.
    """
    state: Any = context.compile_state
    if state.multi_row_eager_loaders or state.compound_eager_adapter or options(context.query) or post_loads(context):
        return None
    found = [_entity(entity, context, cursor) for entity in state._entities]
    return None if None in found else [entity for entity in found if entity is not None]


def _entity(entity: Any, context: QueryContext, cursor: Result[Any]) -> Columns | int | None:
    if isinstance(entity, _ColumnEntity):
        return _index(entity._row_processor[0])
    if not isinstance(entity, _MapperEntity) or entity.mapper.polymorphic_map or entity.mapper.always_refresh:
        return None
    getters = entity.path.get(context.compile_state.attributes, ("getters", entity.mapper))
    populators: Any = {name: [] for name in getters["cached_populators"]}
    for attribute in getters["todo"]:
        adapter: Any = entity._get_entity_clauses(context.compile_state)  # type: ignore[no-untyped-call]
        attribute.create_row_processor(context, entity, entity.path, entity.mapper, cursor, adapter, populators)
    cached = getters["cached_populators"]
    if any(populators.values()) or any(cached[name] for name in ("new", "deferred", "existing", "eager")):
        return None
    if any(expires for _, expires in cached["expire"]):
        return None
    columns = {key: _index(getter) for key, getter in cached["quick"]}
    if None in columns.values():
        return None
    in_row_order = sorted(columns.items(), key=lambda item: item[1] or 0)
    return Columns(
        entity.mapper,
        tuple(key for key, _ in in_row_order),
        tuple(index for _, index in in_row_order if index is not None),
        getters["primary_key_getter"],
        entity.path,
    )


def instance_maker(manager: Any) -> Callable[[], tuple[Any, Any]]:
    """Return what makes a new object of a class, with its state: ``ClassManager.new_instance`` in one call.

    The state is put where the class's own ``__setattr__`` would put it.
    """
    class_, make_state = manager.class_, manager._state_constructor
    new = class_.__new__

    def make() -> tuple[Any, Any]:
        instance = new(class_)
        state = instance.__dict__[manager.STATE_ATTR] = make_state(instance, manager)
        return instance, state

    return make


def _index(getter: Any) -> int | None:
    """Return the column that an ``operator.itemgetter`` takes; None for any other getter."""
    if type(getter) is not itemgetter:
        return None
    (index,) = getter.__reduce__()[1]  # type: ignore[str-unpack]
    return index if isinstance(index, int) else None


def load_expired(state: Any, key: str, passive: Any) -> Any:
    """Load an attribute that the ORM has put down as expired."""
    state.expired_attributes.add(key)
    try:
        return state._load_expired(state, passive)
    finally:
        state.expired_attributes.discard(key)


# -- errors and the log


class _Checkout:
    """What a Connection needs of a pooled connection while it handles an error; the pool closes it by itself."""

    is_valid = True

    def __init__(self, dbapi_connection: Any) -> None:
        self.dbapi_connection = dbapi_connection
        self.info: dict[Any, Any] = {}

    def invalidate(self, *_: Any, **__: Any) -> None:
        self.is_valid = False


class _AutocommitConnection(Connection):
    """The Connection of the fast path: there is no transaction that an error could leave open."""

    def in_transaction(self) -> bool:
        return True


def handle_error(
    engine: Engine, error: BaseException, dbapi_connection: Any, sql: str, arguments: Any, context: Any
) -> None:
    """Raise what ``Connection.execute`` would raise for `error`, after its ``handle_error`` events."""
    checkout: Any = _Checkout(dbapi_connection)
    connection = _AutocommitConnection(engine, connection=checkout, _has_events=False, _allow_autobegin=False)
    try:
        dbapi_connection._handle_exception(error)  # which gives an error of the network another class
    except Exception as translated:  # noqa: BLE001 -- always raised; and SQLAlchemy looks for the error being handled
        connection._handle_dbapi_exception(translated, sql, arguments, None, context)


def echoes(engine: Engine) -> bool:
    """Whether the engine logs its statements."""
    return bool(engine._should_log_info())
