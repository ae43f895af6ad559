"""A lazy load or an expired attribute in async code becomes an error that names it and the fix.

SQLAlchemy's own error for it is ``MissingGreenlet``, which says neither: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#asyncio-orm-avoid-lazyloads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.util.concurrency import in_greenlet  # not documented, as SQLModel's own use of this module is not

from aiolift.errors import ImplicitIOError

if TYPE_CHECKING:
    from sqlalchemy.orm import ORMExecuteState, Session


def explain(session_class: type[Session]) -> None:
    """Let the sessions of `session_class` raise `ImplicitIOError` where they would raise ``MissingGreenlet``."""
    event.listen(session_class, "do_orm_execute", _refuse, propagate=True)


def _refuse(state: ORMExecuteState) -> None:
    if not (state.is_relationship_load or state.is_column_load) or in_greenlet():
        return
    raise _relationship_error(state) if state.is_relationship_load else _column_error(state)


def _relationship_error(state: ORMExecuteState) -> ImplicitIOError:
    path = state.loader_strategy_path
    attribute = path[-1].key if path is not None else "?"  # type: ignore[union-attr] # a relationship's path ends in it
    model = path[-2].class_.__name__ if path is not None else "?"  # type: ignore[union-attr]
    return ImplicitIOError(
        f"{model}.{attribute} is not loaded, and reading it would query the database without an await. Load it with the "
        f"query that finds the {model}: select({model}).options(selectinload({model}.{attribute})); or, where the object "
        f"is at hand, await session.refresh(obj, ['{attribute}'])"
    )


def _column_error(state: ORMExecuteState) -> ImplicitIOError:
    mapper = state.bind_mapper
    model = mapper.class_.__name__ if mapper is not None else "?"
    # which attributes are loaded is known to the statement only
    options: Any = getattr(state.statement, "_compile_options", None)
    names = sorted(getattr(options, "_only_load_props", None) or ())
    shown = ", ".join(f"{model}.{name}" for name in names) or f"an attribute of {model}"
    return ImplicitIOError(
        f"{shown} has expired or was computed by the server, and reading it would query the database without an await. "
        f"Fetch it first: await session.refresh(obj, {names or '[...]'}); or give the query that finds the {model} "
        f".options(undefer(...)) where the column is deferred"
    )
