"""A lazy load or an expired attribute in async code becomes an error that names it and the fix.

SQLAlchemy's own error for it is ``MissingGreenlet``, which says neither:
https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#asyncio-orm-avoid-lazyloads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.util.concurrency import in_greenlet  # not documented, as SQLModel's own use of this module is not

from aiolift.errors import ImplicitIOError

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapper, ORMExecuteState, Session

_NO_AWAIT = "and reading it would query the database without an await"


def explain(session_class: type[Session]) -> None:
    """Let the sessions of `session_class` raise `ImplicitIOError` where they would raise ``MissingGreenlet``."""
    event.listen(session_class, "do_orm_execute", _refuse, propagate=True)


def _refuse(state: ORMExecuteState) -> None:
    error = error_of(state)
    if error is not None:
        raise error


def error_of(state: ORMExecuteState) -> ImplicitIOError | None:
    """Return the error for a load that an attribute of an async session's object has asked for; None for others."""
    if not (state.is_relationship_load or state.is_column_load) or in_greenlet():
        return None
    return _relationship_error(state) if state.is_relationship_load else _column_error(state)


def unloaded_error(mapper: Mapper[Any], name: str) -> ImplicitIOError:
    """Return the error for an attribute of `mapper`'s class that is not loaded, and whose object has no session."""
    model = mapper.class_.__name__
    return _relationship(model, name) if name in mapper.relationships else _column(model, name)


def _relationship_error(state: ORMExecuteState) -> ImplicitIOError:
    path, instance = state.loader_strategy_path, state.lazy_loaded_from
    name = path[-1].key if path is not None else "?"  # type: ignore[union-attr] # a relationship's path ends in it
    return _relationship(instance.class_.__name__ if instance is not None else "?", name)


def _relationship(model: str, name: str) -> ImplicitIOError:
    return ImplicitIOError(
        f"{model}.{name} is not loaded, {_NO_AWAIT}. Load it with the query that finds the {model}: "
        f"select({model}).options(selectinload({model}.{name})); or, where the object is at hand: "
        f"await session.refresh(obj, ['{name}'])"
    )


def _column_error(state: ORMExecuteState) -> ImplicitIOError:
    mapper = state.bind_mapper
    model = mapper.class_.__name__ if mapper is not None else "?"
    # which attributes are to be loaded is known to the statement only
    options: Any = getattr(state.statement, "_compile_options", None)
    wanted = getattr(options, "_only_load_props", None) or ()
    names = [name for name in (mapper.column_attrs.keys() if mapper is not None else ()) if name in wanted]
    if len(names) == 1:
        return _column(model, names[0])
    shown = ", ".join(f"{model}.{name}" for name in names) or f"an attribute of {model}"
    return ImplicitIOError(
        f"{shown} are not loaded, as they have expired or were computed by the server, {_NO_AWAIT}. "
        "Fetch them: await session.refresh(obj)"
    )


def _column(model: str, name: str) -> ImplicitIOError:
    return ImplicitIOError(
        f"{model}.{name} is not loaded, as it was computed by the server, has expired, or is deferred, "
        f"{_NO_AWAIT}. Fetch it: await session.refresh(obj, ['{name}']); or, where it is deferred, load it "
        f"with the query that finds the {model}: select({model}).options(undefer({model}.{name}))"
    )
