"""SQLAlchemy's own names for events (those with an underscore), as `private` is for the rest.

They are those of the release for which `private.is_known`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.event import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine


def registered() -> tuple[int, Any]:
    """Return how many listeners there are in this process, and the record of the newest.

    While the number and the record (the very object) are the same, no listener has come or gone: one that has come
    is the newest, and where none has come, one that has gone is missing in the number.
    """
    records = registry._key_to_collection
    return len(records), next(reversed(records.values()), None)


def listeners(dispatch: Any, names: Iterable[str]) -> tuple[list[Any], list[Any]]:
    """Return the collections of an object's listeners, its own and its class's, which are always the same objects."""
    collections = [getattr(dispatch, name).for_modify(dispatch) for name in names]
    return [each.listeners for each in collections], [each.parent_listeners for each in collections]


def engine_listeners(engine: Engine, names: Iterable[str]) -> list[Any]:
    """Return the collections of the listeners of an engine, its class, and the engine whose events it shares."""
    shared = getattr(engine, "_proxied", None)
    found = [] if shared is None else engine_listeners(shared, names)
    for name in names:
        collection = getattr(engine.dispatch, name).for_modify(engine.dispatch)
        if shared is not None:
            collection = collection.local  # the others are those of `shared`
        found += [collection.listeners, collection.parent_listeners]
    return found


def class_listeners(target: Any) -> list[Any]:
    """Return the collections of the listeners of a class and of those it inherits from."""
    dispatch = target.dispatch._for_class(target)
    return [getattr(dispatch, name).parent_listeners for name in event_names(target)]


def event_names(target: Any) -> list[str]:
    """Return the names of the events that `target`, a class or an object, has."""
    return [name for name in target.dispatch._event_names if not name.startswith("_")]


def is_aiolifts(listener: Any) -> bool:
    """Whether a listener is of aiolift itself."""
    return (getattr(listener, "__module__", None) or "").startswith("aiolift.")


def is_sqlalchemys(listener: Any) -> bool:
    """Whether a listener to the loading of objects is of SQLAlchemy itself; ``orm.events`` wraps those of users."""
    module = getattr(listener, "__module__", None) or ""
    return module.startswith("sqlalchemy.") and module != "sqlalchemy.orm.events"
