"""SQLAlchemy's and SQLModel's classes: which calls do I/O, and what stands in their place in async code.

The tables hold for 1.4, 2.0 and 2.1; a test derives what can be derived from the installed Session and AsyncSession.
"""

from __future__ import annotations

from enum import Enum

#: The sync session behind each async one: what `run_sync` passes.
SYNC_SESSIONS = {
    "sqlalchemy.ext.asyncio.AsyncSession": "sqlalchemy.orm.Session",
    "sqlmodel.ext.asyncio.session.AsyncSession": "sqlmodel.Session",
}
SESSIONS = frozenset(SYNC_SESSIONS.values())
ASYNC_SESSIONS = frozenset(SYNC_SESSIONS)
ENGINE = "sqlalchemy.Engine"
CONNECTION = "sqlalchemy.Connection"
QUERY = "sqlalchemy.orm.Query"
#: What `scoped_session.query_property()` gives: on a mapped class it is the query of that class.
QUERY_PROPERTY = "sqlalchemy.orm.Session.query_property()"
SESSIONMAKER = "sqlalchemy.orm.sessionmaker"
SCOPED_SESSION = "sqlalchemy.orm.scoped_session"


class Does(Enum):
    """What a method of a session, engine or connection becomes."""

    AWAIT = "a coroutine to await"
    ENTER = "an async context manager, or a coroutine where it is not entered"
    QUERY = "the beginning of a legacy query"
    RUN_SYNC = "only possible on the sync object, inside of run_sync"


_SESSION_AWAITS = (
    "close", "commit", "connection", "delete", "delete_all", "exec", "execute", "flush", "get", "get_one", "invalidate",
    "merge", "merge_all", "refresh", "reset", "rollback", "scalar", "scalars",
)  # fmt: skip
_SESSION_RUN_SYNC = (
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "prepare", "enable_relationship_loading",
)  # fmt: skip
_SESSION = {
    **dict.fromkeys(_SESSION_AWAITS, Does.AWAIT),
    **dict.fromkeys(_SESSION_RUN_SYNC, Does.RUN_SYNC),
    **dict.fromkeys(("begin", "begin_nested"), Does.ENTER),
    "query": Does.QUERY,
}
_CONNECTION = {
    **dict.fromkeys(
        (
            "execute",
            "scalar",
            "scalars",
            "exec_driver_sql",
            "commit",
            "rollback",
            "close",
            "invalidate",
            "get_raw_connection",
            "execution_options",
            "get_isolation_level",
        ),
        Does.AWAIT,
    ),
    **dict.fromkeys(("begin", "begin_nested"), Does.ENTER),
}
_TABLES: dict[str, dict[str, Does]] = {
    # given an async session, these return a coroutine: https://uriyyo-fastapi-pagination.netlify.app/integrations/sqlalchemy/
    "fastapi_pagination.ext.sqlalchemy": {"paginate": Does.AWAIT, "apaginate": Does.AWAIT},
    "fastapi_pagination.ext.sqlmodel": {"paginate": Does.AWAIT, "apaginate": Does.AWAIT},
    **dict.fromkeys(SESSIONS, _SESSION),
    SCOPED_SESSION: {"remove": Does.AWAIT},
    CONNECTION: _CONNECTION,
    ENGINE: {"connect": Does.ENTER, "begin": Does.ENTER, "dispose": Does.AWAIT, "raw_connection": Does.AWAIT},
    SESSIONMAKER: {"begin": Does.ENTER, "close_all": Does.AWAIT},
    "sqlalchemy.Transaction": dict.fromkeys(("commit", "rollback", "close"), Does.AWAIT),
    "sqlalchemy.orm.SessionTransaction": dict.fromkeys(("commit", "rollback", "close"), Does.AWAIT),
}


def does(method: str) -> Does | None:
    """Return what a method becomes, by its dotted name (`sqlalchemy.orm.Session.get`); None where it stays as it is."""
    cls, _, name = method.rpartition(".")
    return _TABLES.get(cls, {}).get(name)


#: What stands in the place of a sync class or function: the module to import from, and the name.
ASYNC_NAMES: dict[str, tuple[str, str]] = {
    "sqlalchemy.orm.Session": ("sqlalchemy.ext.asyncio", "AsyncSession"),
    "sqlmodel.Session": ("sqlmodel.ext.asyncio.session", "AsyncSession"),
    "sqlalchemy.Engine": ("sqlalchemy.ext.asyncio", "AsyncEngine"),
    "sqlalchemy.Connection": ("sqlalchemy.ext.asyncio", "AsyncConnection"),
    "sqlalchemy.create_engine": ("sqlalchemy.ext.asyncio", "create_async_engine"),
    "sqlalchemy.engine_from_config": ("sqlalchemy.ext.asyncio", "async_engine_from_config"),
    "sqlalchemy.orm.sessionmaker": ("sqlalchemy.ext.asyncio", "async_sessionmaker"),
    "sqlalchemy.pool.QueuePool": ("sqlalchemy.pool", "AsyncAdaptedQueuePool"),
    "sqlalchemy.orm.scoped_session": ("sqlalchemy.ext.asyncio", "async_scoped_session"),
    "sqlalchemy.orm.object_session": ("sqlalchemy.ext.asyncio", "async_object_session"),
}
#: Those whose sync form still is right in sync code, whatever the session of the objects.
EITHER = frozenset({"sqlalchemy.orm.object_session"})
