"""SQLAlchemy's own names (those with an underscore) for what the rows of a Result can be asked by; see `private`.

A row knows its places by name and by expression: ``row._mapping[Hero.name]``, ``result.columns(expression)``. A
function or a label is an expression of the very statement, while a plan is of all statements with its cache key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.engine.result import SimpleResultMetaData

if TYPE_CHECKING:
    from sqlalchemy.engine import Result
    from sqlalchemy.orm.context import QueryContext


class Keys(NamedTuple):
    """What the rows of a plan's statements can be asked by.

    :param metadata: of the Result of the statement that the plan was made of.
    :param entities: what each place of a row can be asked by, beside its name, whichever the statement.
    :param own: the places that can be asked by the statement's own expression too, and its place in the statement.
    """

    metadata: Any
    entities: tuple[tuple[Any, ...], ...] = ()
    own: tuple[tuple[int, int], ...] = ()

    def of(self, statement: Any) -> Any:
        """Return the metadata of the Result of `statement`, which has the plan's cache key."""
        known = self.metadata
        if not self.own:
            return known
        expressions = statement._raw_columns
        if all(expressions[number] in known._keymap for _, number in self.own):
            return known
        entities = list(self.entities)
        for place, number in self.own:
            entities[place] += (expressions[number],)
        return SimpleResultMetaData(known._keys, entities, _create_unique_filters=known._create_unique_filters)


def orm_keys(loaded: Result[Any], context: QueryContext) -> Keys:
    """Return what the rows of `loaded`, which the ORM has loaded in `context`, can be asked by."""
    entities: Any = context.compile_state._entities
    own = [
        (place, entity.raw_column_index)
        for place, entity in enumerate(entities)
        if getattr(entity, "translate_raw_column", False)
    ]
    return Keys(loaded._metadata, tuple(tuple(entity._extra_entities) for entity in entities), tuple(own))


def core_metadata(metadata: Any, context: Any, statement: Any) -> Any:
    """Return the metadata with the columns of `statement`, which may be another with the same cache key."""
    context.invoked_statement = statement
    return metadata._adapt_to_context(context)
