"""Rows to objects, where each attribute is a column of the row: no session, no events, no loaders.

The objects are made as SQLAlchemy makes them (`private.instance_maker`), with the identity key and the load path
that a session would give them; they belong to no session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiolift.reading import private, unloaded
from aiolift.reading.private import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Row = Any
    Identities = dict[Any, Any]
    Build = Callable[[Iterable[Row], Identities], list[Any]]


def builder(entities: Sequence[Columns | int], processors: Sequence[Callable[[Any], Any] | None]) -> Build:
    """Return a function that makes a list of objects (one entity) or tuples (several) of the driver's rows.

    Its second argument is the dict of the statement's objects by identity key, in which it looks and puts them.

    :param entities: what each place of a result row is: an object, or a column by its index.
    :param processors: one for each column of the driver's row, or None where its value stays as it is.
    """
    process = row_processor(processors)
    match entities:
        case [Columns() as only]:
            make = _maker(only)

            def build_objects(rows: Iterable[Row], seen: Identities) -> list[Any]:
                return [make(row, seen) for row in process(rows)]

            return build_objects
    makers = [_maker(entity) if isinstance(entity, Columns) else _getter(entity) for entity in entities]

    def build_tuples(rows: Iterable[Row], seen: Identities) -> list[Any]:
        return [tuple([make(row, seen) for make in makers]) for row in process(rows)]

    return build_tuples


def row_processor(processors: Sequence[Callable[[Any], Any] | None]) -> Callable[[Iterable[Row]], Iterable[Row]]:
    """Return a function that applies the result processors to each row."""
    needed = [(index, process) for index, process in enumerate(processors) if process is not None]
    if not needed:
        return lambda rows: rows

    def process_rows(rows: Iterable[Row]) -> list[Row]:
        processed = []
        for row in rows:
            values = list(row)
            for index, process in needed:
                values[index] = process(values[index])
            processed.append(tuple(values))
        return processed

    return process_rows


def _getter(index: int) -> Callable[[Row, Identities], Any]:
    return lambda row, _: row[index]


def _maker(columns: Columns) -> Callable[[Row, Identities], Any]:
    mapper = columns.mapper
    manager: Any = mapper.class_manager
    new_instance = private.instance_maker(manager)
    identity_class = mapper.base_mapper.class_
    keys, indexes, primary_key, path = columns.keys, columns.indexes, columns.primary_key, columns.path
    whole_row = indexes == tuple(range(len(indexes)))
    missing = unloaded.attributes(manager, set(keys))
    nones = frozenset({None})
    is_null = nones.issuperset if mapper.allow_partial_pks else nones.intersection

    def make(row: Row, seen: Identities) -> Any:
        identity = primary_key(row)
        key = (identity_class, identity, None)
        known = seen.get(key)
        if known is not None:
            return known
        if is_null(identity):
            return None  # an outer join that found nothing
        instance, state = new_instance()
        instance.__dict__.update(zip(keys, row if whole_row else [row[index] for index in indexes], strict=False))
        state.key = key
        state.load_path = path
        if missing:
            state.callables = missing.copy()
        seen[key] = instance
        return instance

    return make
