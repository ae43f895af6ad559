"""AL510: an argument that the driver, or the async engine, refuses."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import STATIC, UNPOOLED, pool_class
from aiolift.knowledge.driver_options import connect_arg, instead, query_option
from aiolift.knowledge.drivers import DRIVERS
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.engines.engines import Engine
    from aiolift.knowledge.drivers import Driver
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_QUERY = re.compile(r"[?&]([A-Za-z_]\w*)=")
_SIZES = ("pool_size", "max_overflow", "pool_timeout")


class RefusedDriverArgument(Rule):
    """Each driver has its own names for the options of a connection. What it does not know ends in a `TypeError` at the
    first connection: PyMySQL's `read_timeout` for aiomysql, psycopg2's `sslmode` or `connect_timeout` for asyncpg,
    SQLite's `check_same_thread` for MySQL. `QueuePool` cannot serve an async engine, and `NullPool` takes no
    `pool_size`.
    """

    code = "AL510"
    name = "refused-driver-argument"
    source = "https://magicstack.github.io/asyncpg/current/api/index.html#connection"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(
    "mysql+aiomysql://travel@db/travel",
    connect_args={"read_timeout": 5, "connect_timeout": 3},
)
""",
            at=('"read_timeout"',),
        ),
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool, QueuePool

tls = create_async_engine("postgresql+asyncpg://travel@db/travel?sslmode=require")
pooled = create_async_engine("mysql+asyncmy://travel@db/travel", poolclass=QueuePool)
unpooled = create_async_engine("mysql+asyncmy://travel@db/travel", poolclass=NullPool, pool_size=5)
""",
            at=(
                '"postgresql+asyncpg://travel@db/travel?sslmode=require"',
                "poolclass=QueuePool",
                "pool_size=5",
            ),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

engine = create_async_engine(
    "mysql+asyncmy://travel@db/travel?charset=utf8mb4",
    connect_args={"connect_timeout": 3, "read_timeout": 5},
    poolclass=AsyncAdaptedQueuePool,
    pool_size=10,
)
"""
        ),
        Valid(
            """
import os

from sqlalchemy.ext.asyncio import create_async_engine

URL = os.getenv("DATABASE_URL", "sqlite+aiosqlite:///travel.db")
connect_args = {"check_same_thread": False} if URL.startswith("sqlite") else {}
engine = create_async_engine(URL, connect_args=connect_args)
postgres = create_async_engine("postgresql+asyncpg://db/travel?ssl=require", connect_args={"timeout": 5})
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the options of each async engine with what its driver takes, where the driver is certain."""
        for engine in subject.engines:
            if not engine.is_async:
                continue
            drivers = {(url.family, url.dialect) for url in engine.urls}
            found = [one for one in DRIVERS.values() if (one.family, one.dialect) in drivers]
            if len(drivers) == len(found) == 1:
                yield from self._driver(subject, engine, found[0])
            yield from self._pool(subject, engine)

    def _driver(self, subject: Subject, engine: Engine, driver: Driver) -> Iterator[Finding]:
        given = engine.options.get("connect_args")
        for module, written in subject.definitions.of(engine.module, given) if given is not None else ():
            for key in written.keys if isinstance(written, ast.Dict) else ():
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    continue
                if (name := connect_arg(key.value, driver)) != key.value:
                    yield subject.finding(
                        self.code,
                        module,
                        key,
                        f"{driver.name} refuses the argument `{key.value}`",
                        help=f"it is `{name}` there" if name else instead(key.value, driver) or "leave it out",
                    )
        for url in engine.urls:
            for option in _QUERY.findall(url.text):
                if query_option(option, driver) != option:
                    name = query_option(option, driver)
                    yield subject.finding(
                        self.code,
                        engine.module,
                        engine.url_node,
                        f"{driver.name} refuses the option `{option}` of the URL",
                        help=f"it is `{name}` there" if name else instead(option, driver) or "leave it out",
                    )

    def _pool(self, subject: Subject, engine: Engine) -> Iterator[Finding]:
        keywords = {keyword.arg: keyword for keyword in engine.node.keywords}
        pool = pool_class(subject.model, engine)
        if pool is None:
            return
        if pool.rpartition(".")[2] == "QueuePool":
            yield subject.finding(
                self.code,
                engine.module,
                keywords["poolclass"],
                "`QueuePool` waits for its lock with the thread: an async engine refuses it",
                help="leave `poolclass` out, or name `AsyncAdaptedQueuePool`",
            )
        if pool in UNPOOLED | STATIC:
            for name in _SIZES:
                if name in keywords:
                    yield subject.finding(
                        self.code,
                        engine.module,
                        keywords[name],
                        f"`{pool.rpartition('.')[2]}` takes no `{name}`",
                        help=f"leave `{name}` out",
                    )
