"""One name for what can be imported from several places."""

from __future__ import annotations

from functools import lru_cache

#: Longest first; a prefix is replaced and the rest stays.
_PREFIXES = (
    ("sqlalchemy.orm.session.", "sqlalchemy.orm."),
    ("sqlalchemy.orm.query.", "sqlalchemy.orm."),
    ("sqlalchemy.orm.scoping.", "sqlalchemy.orm."),
    ("sqlalchemy.orm.decl_api.", "sqlalchemy.orm."),
    ("sqlalchemy.orm.strategy_options.", "sqlalchemy.orm."),
    ("sqlalchemy.engine.base.", "sqlalchemy."),
    ("sqlalchemy.engine.create.", "sqlalchemy."),
    ("sqlalchemy.engine.result.", "sqlalchemy."),
    ("sqlalchemy.engine.row.", "sqlalchemy."),
    ("sqlalchemy.engine.url.", "sqlalchemy.engine."),
    ("sqlalchemy.sql.expression.", "sqlalchemy."),
    ("sqlalchemy.sql.functions.", "sqlalchemy.func."),
    ("sqlalchemy.sql.schema.", "sqlalchemy."),
    ("sqlalchemy.sql.selectable.", "sqlalchemy."),
    ("sqlalchemy.schema.", "sqlalchemy."),
    ("sqlalchemy.future.", "sqlalchemy."),
    ("sqlalchemy.ext.asyncio.session.", "sqlalchemy.ext.asyncio."),
    ("sqlalchemy.ext.asyncio.engine.", "sqlalchemy.ext.asyncio."),
    ("sqlmodel.orm.session.", "sqlmodel."),
    ("sqlmodel.main.", "sqlmodel."),
    ("sqlmodel.pool.", "sqlalchemy.pool."),
    ("sqlmodel.sql.expression.", "sqlmodel."),
    ("sqlmodel.ext.asyncio.session.", "sqlmodel.ext.asyncio.session."),
    ("fastapi.param_functions.", "fastapi."),
    ("fastapi.params.", "fastapi."),
    ("fastapi.applications.", "fastapi."),
    ("fastapi.routing.", "fastapi."),
    ("fastapi.background.", "fastapi."),
    ("fastapi.requests.", "starlette.requests."),
    ("fastapi.websockets.", "starlette.websockets."),
    ("starlette.background.", "fastapi."),
    ("starlette.testclient.", "fastapi.testclient."),
    ("pytest_mock.plugin.", "pytest_mock."),
    ("pytest_mock.MockFixture", "pytest_mock.MockerFixture"),
    ("pytest_mock.MockerFixture.", "unittest.mock."),
    ("mock.", "unittest.mock."),
    ("typing_extensions.", "typing."),
    ("collections.abc.", "typing."),
)
_ENGINE = {"Engine", "Connection", "create_engine", "Result", "ScalarResult", "Row", "CursorResult", "Transaction"}
#: What SQLModel defines itself; everything else in its namespace is SQLAlchemy's.
_SQLMODEL_OWN = {
    "SQLModel",
    "Field",
    "Relationship",
    "Session",
    "select",
    "col",
    "AutoString",
    "Select",
    "SelectOfScalar",
}
_ALIASES = {
    "sqlalchemy.future.Engine": "sqlalchemy.Engine",
    "sqlalchemy.future.Connection": "sqlalchemy.Connection",
    "sqlalchemy.engine_from_config": "sqlalchemy.engine_from_config",
    "sqlalchemy.ext.declarative.declarative_base": "sqlalchemy.orm.declarative_base",
    "sqlalchemy.sql.select": "sqlalchemy.select",
    "sqlmodel.sql.expression.SelectOfScalar": "sqlmodel.Select",
    "sqlmodel.SelectOfScalar": "sqlmodel.Select",
    "fastapi.Security": "fastapi.Depends",
    "sqlalchemy.inspection.inspect": "sqlalchemy.inspect",
    "starlette.requests.HTTPConnection": "starlette.requests.Request",
    "fastapi.Request": "starlette.requests.Request",
    "fastapi.WebSocket": "starlette.websockets.WebSocket",
    "fastapi.BackgroundTasks": "fastapi.BackgroundTasks",
    "unittest.case.TestCase": "unittest.TestCase",
}


@lru_cache(maxsize=10_000)
def canonical(name: str) -> str:
    """Return the one dotted name under which the tables of this package know something external."""
    for old, new in _PREFIXES:
        if name.startswith(old):
            name = new + name[len(old) :]
            break
    if name.startswith("sqlalchemy.engine.") and name.split(".")[2] in _ENGINE:
        name = "sqlalchemy." + name[len("sqlalchemy.engine.") :]
    if name.startswith("sqlalchemy.sql.") and name.count(".") == 2:
        name = "sqlalchemy." + name[len("sqlalchemy.sql.") :]
    if name.startswith("sqlmodel."):
        first = name.split(".")[1]
        if first not in _SQLMODEL_OWN and first not in {"ext", "sql", "orm", "pool"}:
            name = "sqlalchemy." + name[len("sqlmodel.") :]
    return _ALIASES.get(name, name)
