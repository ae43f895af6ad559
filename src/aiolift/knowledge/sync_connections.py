"""Libraries that work on a connection in sync code: in async code they run on its sync side, inside of `run_sync`."""

from __future__ import annotations

#: Functions that read or write through the engine or connection they are given, and have done so when they return:
#: https://pandas.pydata.org/docs/reference/api/pandas.read_sql.html (its `con` is sync, in pandas 2 and 3).
_FUNCTIONS = {
    "pandas": ("read_sql", "read_sql_query", "read_sql_table"),
    "geopandas": ("read_postgis",),
    "geopandas.GeoDataFrame": ("from_postgis",),
}
#: Methods of the same kind, whose names nothing else has that is given a table's name and a connection.
METHODS = frozenset({"to_sql", "to_postgis"})
_NAMES = frozenset(f"{owner}.{name}" for owner, names in _FUNCTIONS.items() for name in names)

#: Calls that make an object which asks the connection each time that one of its methods is called.
VIEWS = frozenset({
    "sqlalchemy.inspect",
    "sqlalchemy.inspect.from_engine",
    "sqlalchemy.engine.reflection.Inspector.from_engine",
    "sqlalchemy.Inspector.from_engine",
    "alembic.migration.MigrationContext.configure",
    "alembic.runtime.migration.MigrationContext.configure",
})  # fmt: skip

#: Functions that register listeners on the engines that they are given, and the parameters that take them:
#: https://opentelemetry-python-contrib.readthedocs.io/en/latest/instrumentation/sqlalchemy/sqlalchemy.html
_LISTEN = {
    "opentelemetry.instrumentation.sqlalchemy.SQLAlchemyInstrumentor.instrument": ("engine", "engines"),
    "sqltap.start": ("engine",),
}

#: Libraries that open sync sessions of their own, and the package that does the same with async ones:
#: https://github.com/h0rn3t/fastapi-async-sqlalchemy (it has `db` and a middleware, as fastapi_sqlalchemy has).
OWN_SESSIONS = {"fastapi_sqlalchemy": "fastapi_async_sqlalchemy"}

#: Functions that connect with a sync engine of their own, made of the URL that they are given:
#: https://sqlalchemy-utils.readthedocs.io/en/latest/database_helpers.html
OWN_ENGINES = frozenset(
    f"sqlalchemy_utils{module}.{name}"
    for module in ("", ".functions", ".functions.database")
    for name in ("database_exists", "create_database", "drop_database")
)
#: Drivers whose URL means the sync form to a sync engine: https://docs.sqlalchemy.org/en/20/dialects/postgresql.html
SYNC_TOO = frozenset({"psycopg"})

#: Arguments with which the result reads on after the function has returned.
READS_LATER = frozenset({"chunksize", "iterator"})


def works_on_connection(name: str) -> bool:
    """Whether a library's function or method does its I/O in the call, on the connection that it is given."""
    return name in _NAMES or name.rpartition(".")[2] in METHODS


def listens_to(name: str) -> tuple[str, ...]:
    """Return the parameters of a library's function whose engines it listens to: an async engine has no events."""
    return _LISTEN.get(name.replace("()", ""), ())
