"""An attribute of a detached object that was not loaded raises `ImplicitIOError`, which names the loader option.

SQLAlchemy asks ``state.callables`` for a value before it asks the class. What stands there asks the class too, as a
session would, and explains the ``DetachedInstanceError`` that comes where there is none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm.exc import DetachedInstanceError

from aiolift import implicit_io
from aiolift.reading import private


class Unloaded:
    """The loader of one attribute of one object. It can be pickled with it.

    :param load: the loader that the object's query has given to the attribute; None for the class's own.
    """

    __slots__ = ("key", "load")

    def __init__(self, key: str, load: Any = None) -> None:
        self.key = key
        self.load = load

    def __call__(self, state: Any, passive: Any) -> Any:
        """Load the attribute, for an object that has been added to a session meanwhile.

        :raises ImplicitIOError: the object has no session.
        """
        load = self.load or state.manager[self.key].impl.callable_
        try:
            return load(state, passive) if load else private.load_expired(state, self.key, passive)
        except DetachedInstanceError:
            raise implicit_io.unloaded_error(state.mapper, self.key) from None


def attributes(manager: Any, loaded: set[str]) -> dict[str, Unloaded]:
    """Return the loaders of the attributes of a class that a query would have to load later; `loaded` are not."""
    return {
        key: Unloaded(key)
        for key, attribute in manager.items()
        if key not in loaded and getattr(attribute.impl, "callable_", None) is not None
    }


def mark(instance: Any) -> None:
    """Let the unloaded attributes of a detached object that the ORM has loaded explain themselves."""
    state = instance._sa_instance_state  # noqa: SLF001 -- documented by `sqlalchemy.orm.attributes.instance_state`
    found = attributes(state.manager, set(state.dict))
    found |= {key: Unloaded(key, load) for key, load in state.callables.items()}
    found |= {key: Unloaded(key) for key in state.expired_attributes}
    state.expired_attributes.clear()
    if found:
        state.callables = found
