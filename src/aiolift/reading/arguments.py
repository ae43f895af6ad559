"""The arguments of a compiled statement, with SQLAlchemy's own names (those with an underscore); see `private`.

Statements with one cache key differ in their parameters: in the values, and in whether one is required or called for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import InvalidRequestError, StatementError

if TYPE_CHECKING:
    from collections.abc import Callable

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
    process: Callable[[Any], Any] | None


def sources(compiled: Any, key: CacheKey) -> tuple[Source, ...] | None:
    """Return where each argument comes from; None where the SQL depends on the values (``in_``, literal values)."""
    if compiled.literal_execute_params or compiled.post_compile_params:
        return None
    matches = compiled._cache_key_bind_match[0]
    places = {bind: number for number, original in enumerate(key.bindparams) for bind in matches[original]}
    processors = compiled._bind_processors
    return tuple(
        Source(places.get(compiled.binds[name]), compiled.binds[name], processors.get(name))
        for name in compiled.positiontup
    )


def bound_values(compiled: Any, key: CacheKey, params: Any) -> dict[str, Any]:
    """Return the value of each parameter, as SQLAlchemy finds them for a statement that it compiles anew.

    ``construct_params`` asks the compiled statement, and not the present one, whether a parameter is required and
    whether its value is to be called for; both may be otherwise in a statement with the same cache key.

    :raises StatementError: a parameter has no value.
    """
    given, matches = {**(key.params or {}), **(params or {})}, compiled._cache_key_bind_match[0]
    binds = {
        bind: own
        for original, own in zip(compiled.cache_key.bindparams, key.bindparams, strict=True)
        for bind in matches[original]
    }
    values = {}
    for bind, name in compiled.bind_names.items():
        own = binds.get(bind, bind)
        if bind.key in given or name in given:
            values[name] = given[bind.key if bind.key in given else name]
        elif own.required:
            raise _missing(own.key, compiled.string, params)
        else:
            values[name] = own.effective_value
    return values


def expand(compiled: Any, key: CacheKey, params: Any) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL and its arguments, as SQLAlchemy's execution context makes them.

    :raises StatementError: a parameter has no value.
    """
    values = bound_values(compiled, key, params)
    processors, names, sql = compiled._bind_processors, compiled.positiontup, compiled.string
    if compiled.literal_execute_params or compiled.post_compile_params:
        expanded = compiled._process_parameters_for_postcompile(values)
        processors = {**processors, **expanded.processors}
        names, sql = expanded.positiontup, expanded.statement
    return sql, tuple(processors[name](values[name]) if name in processors else values[name] for name in names)


def _missing(name: str, sql: str, params: Any) -> StatementError:
    error = InvalidRequestError(f"A value is required for bind parameter {name!r}")
    wrapped = StatementError(
        f"(sqlalchemy.exc.InvalidRequestError) {error}",
        sql,
        [params] if params else [],
        error,
        hide_parameters=True,
        code="cd3x",
    )
    wrapped.__cause__ = error
    return wrapped
