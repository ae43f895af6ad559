"""The arguments of a compiled statement, with SQLAlchemy's own names (those with an underscore); see `private`.

Statements with one cache key differ in their parameters: in the values, and in whether one is required or called for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.sql.cache_key import CacheKey
    from sqlalchemy.sql.elements import BindParameter


def named_binds(compiled: Any) -> list[BindParameter[Any]]:
    """Return the parameters that have a name of the user's, as of ``bindparam("name")``."""
    return [bind for bind in compiled.bind_names if not bind.unique]


class Source(NamedTuple):
    """Where one positional argument of the compiled statement comes from."""

    place: int | None
    """Its place among the cache key's bind parameters; None for one that the key does not have."""
    bind: BindParameter[Any]
    name: str
    process: Callable[[Any], Any] | None


def sources(compiled: Any, key: CacheKey) -> tuple[Source, ...] | None:
    """Return where each argument comes from; None where the SQL depends on the values (``in_``, literal values)."""
    if compiled.literal_execute_params or compiled.post_compile_params:
        return None
    matches = compiled._cache_key_bind_match[0]
    places = {bind: number for number, original in enumerate(key.bindparams) for bind in matches[original]}
    processors = compiled._bind_processors
    return tuple(
        Source(places.get(compiled.binds[name]), compiled.binds[name], name, processors.get(name))
        for name in compiled.positiontup
    )


def value(bind: BindParameter[Any], own: BindParameter[Any], name: str, params: Any) -> Any:
    """Return the value of a parameter, as SQLAlchemy finds it for a statement that it compiles anew.

    ``construct_params`` asks the compiled statement, and not the present one, whether a parameter is required and
    whether its value is to be called for; both may be otherwise in a statement with the same cache key.

    :param bind: of the compiled statement.
    :param own: of the present one.
    :raises InvalidRequestError: the parameter has no value.
    """
    if params:
        if bind.key in params:
            return params[bind.key]
        if name in params:
            return params[name]
    if own.required:
        raise InvalidRequestError(f"A value is required for bind parameter {own.key!r}", code="cd3x")
    return own.effective_value


def expand(compiled: Any, binds: Sequence[BindParameter[Any]], params: Any) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL and its arguments where it depends on them, as SQLAlchemy's execution context makes them.

    :param binds: those of the statement's cache key.
    :raises InvalidRequestError: a parameter has no value.
    """
    matches = compiled._cache_key_bind_match[0]
    originals = zip(compiled.cache_key.bindparams, binds, strict=True)
    own = {bind: given for original, given in originals for bind in matches[original]}
    values = {name: value(bind, own.get(bind, bind), name, params) for bind, name in compiled.bind_names.items()}
    processors, names, sql = compiled._bind_processors, compiled.positiontup, compiled.string
    if compiled.literal_execute_params or compiled.post_compile_params:
        expanded = compiled._process_parameters_for_postcompile(values)
        processors = {**processors, **expanded.processors}
        names, sql = expanded.positiontup, expanded.statement
    return sql, tuple(processors[name](values[name]) if name in processors else values[name] for name in names)


def error(cause: Exception, compiled: Any, params: Any) -> BaseException:
    """Return what SQLAlchemy raises where the arguments cannot be made: a StatementError, as a rule."""
    dialect = compiled.dialect
    given = [params] if params else []
    return DBAPIError.instance(
        compiled.string, given, cause, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
