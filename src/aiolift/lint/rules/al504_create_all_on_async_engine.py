"""AL504: tables created on an async engine or connection."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.schema_calls import bind_of
from aiolift.analysis.event_loop.blocking_calls import given, possible
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_ENGINE
from aiolift.knowledge.sync_connections import VIEWS, works_on_connection
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_METHODS = {"create_all", "drop_all", "reflect"}


class CreateAllOnAsyncEngine(Rule):
    """`metadata.create_all`, `drop_all` and `reflect` are sync code: they want an engine or connection that they can
    use without `await`. Given an AsyncEngine they fail with `'AsyncEngine' object has no attribute '_run_ddl_visitor'`.
    So do `inspect`, Alembic's `MigrationContext.configure`, `pandas.read_sql` and `frame.to_sql`.
    `AsyncConnection.run_sync` runs them inside of SQLAlchemy's greenlet.
    """

    code = "AL504"
    name = "create-all-on-async-engine"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#running-synchronous-methods-and-functions-under-asyncio"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def create_tables():
    SQLModel.metadata.create_all(engine)
""",
            at=("SQLModel.metadata.create_all(engine)",),
            fixed="""
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def create_tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
""",
        ),
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


async def reset(connection: AsyncConnection) -> None:
    Base.metadata.drop_all(bind=connection)
""",
            at=("Base.metadata.drop_all(bind=connection)",),
            fixed="""
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


async def reset(connection: AsyncConnection) -> None:
    await connection.run_sync(Base.metadata.drop_all)
""",
        ),
        Invalid(
            """
import pandas
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def tables():
    return inspect(engine).get_table_names()


async def spots():
    async with engine.connect() as connection:
        return pandas.read_sql("SELECT * FROM spot", connection)
""",
            at=("inspect(engine)", 'pandas.read_sql("SELECT * FROM spot", connection)'),
        ),
    )
    valid = (
        Valid(
            """
import pandas
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def spots():
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: pandas.read_sql("SELECT * FROM spot", sync))


async def tables():
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: inspect(sync).get_table_names())
"""
        ),
        Valid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def create_tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


def create_tables_of(connection):
    SQLModel.metadata.create_all(connection)
"""
        ),
        Valid(
            """
from sqlmodel import SQLModel, create_engine

engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at what `create_all` and its like are given."""
        for site in subject.model.sites:
            bind = next((one for one in _binds(site) if _is_async(subject, one)), None)
            if bind is None:
                continue
            is_engine = ASYNC_ENGINE in subject.model.kinds(bind)
            what = "an async engine" if is_engine else "an async connection"
            yield subject.finding(
                self.code,
                site.module,
                site.node,
                f"{what} is given to sync code, which cannot await it",
                help="run it with `await connection.run_sync(…)`",
                fix=_fix(site, bind, is_engine=is_engine) if _creates(site) else (),
            )


def _binds(site: Site) -> Iterator[ast.expr]:
    """Yield the arguments of a call which it would use as an engine or connection in sync code."""
    if site.targets:
        return
    if _creates(site):
        yield from filter(None, [bind_of(site.node)])
    elif any(name in VIEWS or works_on_connection(name) for name in possible(site)):
        yield from given(site)


def _creates(site: Site) -> bool:
    return getattr(site.node.func, "attr", "") in _METHODS


def _is_async(subject: Subject, bind: ast.expr) -> bool:
    kinds = subject.model.kinds(bind)
    return bool(kinds) and kinds <= {ASYNC_ENGINE, ASYNC_CONNECTION}


def _fix(site: Site, bind: ast.expr, *, is_engine: bool) -> Iterator[Edit]:
    """Rewrite a call that is a statement of its own in an `async def`, and is given nothing but the bind."""
    module, node = site.module, site.node
    is_statement = isinstance(module.parents.get(node), ast.Expr)
    if not is_statement or site.function is None or not site.function.is_async or len(node.args + node.keywords) > 1:
        return
    method = module.segment(node.func)
    start, end = module.start(node), module.end(node)
    if not is_engine:
        yield Edit(start, end, f"await {module.segment(bind)}.run_sync({method})", CreateAllOnAsyncEngine.code)
        return
    if not module.stands_alone(module.statement(node)):
        return  # a block cannot begin there
    indent = module.indent(node)
    step = "\t" if indent.startswith("\t") else "    "
    block = f"async with {module.segment(bind)}.begin() as connection:{module.file.newline}{indent}{step}"
    yield Edit(start, end, f"{block}await connection.run_sync({method})", CreateAllOnAsyncEngine.code)
