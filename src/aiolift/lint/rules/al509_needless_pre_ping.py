"""AL509: a ping before every use of connections that cannot go stale."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.engines.engines import STATIC, UNPOOLED, pool_class
from aiolift.lint.arguments import without_keyword
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.engines.engines import Engine
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class NeedlessPrePing(Rule):
    """`pool_pre_ping=True` sends a ping at every checkout of a pooled connection: one round trip more per
    session. It is worth its price where a server or a proxy closes idle connections. A SQLite
    file closes none, and a pool that keeps no connection (`NullPool`) has none to ping.
    """

    code = "AL509"
    name = "needless-pre-ping"
    source = "https://docs.sqlalchemy.org/en/21/core/pooling.html#disconnect-handling-pessimistic"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///travel.db", pool_pre_ping=True, echo=False)
""",
            at=("pool_pre_ping=True",),
            fixed="""
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///travel.db", echo=False)
""",
        ),
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def worker_engine(url: str):
    return create_async_engine(url, poolclass=NullPool, pool_pre_ping=True)
""",
            at=("pool_pre_ping=True",),
            fixed="""
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def worker_engine(url: str):
    return create_async_engine(url, poolclass=NullPool)
""",
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel", pool_pre_ping=True, pool_recycle=1800)
"""
        ),
        Valid(
            """
import os

from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.getenv("DATABASE_URL", "sqlite+aiosqlite://"), pool_pre_ping=True)
test_engine = create_async_engine("sqlite+aiosqlite://", pool_pre_ping=False)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the engines that ping although nothing can go stale, whatever the environment says."""
        for engine in subject.engines:
            keyword = next((one for one in engine.node.keywords if one.arg == "pool_pre_ping"), None)
            if keyword is None or subject.definitions.constants(engine.module, keyword.value) != [True]:
                continue
            why = _needless(subject, engine)
            if why:
                yield subject.finding(
                    self.code,
                    engine.module,
                    keyword,
                    f"a ping at every checkout is needless: {why}",
                    help="leave `pool_pre_ping` out",
                    fix=without_keyword(engine.module, engine.node, keyword),
                )


def _needless(subject: Subject, engine: Engine) -> str:
    pool = pool_class(subject.model, engine)
    if pool in UNPOOLED:
        return "`NullPool` keeps no connection"
    if engine.urls and all(url.family == "sqlite" for url in engine.urls) and _is_written(subject, engine):
        return "SQLite closes no idle connection"
    return "`StaticPool` keeps one connection for ever" if pool in STATIC else ""


def _is_written(subject: Subject, engine: Engine) -> bool:
    """Whether the URL is the same wherever the program runs: no default of a setting."""
    behind = subject.definitions.behind(engine.module, engine.url_node)
    return not isinstance(engine.url_node, ast.Call) and all(
        isinstance(node, ast.Constant | ast.JoinedStr) for _, node in behind
    )
