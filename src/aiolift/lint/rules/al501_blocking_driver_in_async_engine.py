"""AL501: an async engine for a driver that blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_INSTEAD = {"mysql": "mysql+asyncmy", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}


class BlockingDriverInAsyncEngine(Rule):
    """An AsyncEngine needs a driver that is made for asyncio. With `mysql+pymysql://`, or a URL that names no driver,
    `create_async_engine` raises `InvalidRequestError: The asyncio extension requires an async driver` — when the module
    is imported, or only in production where the URL comes from the environment.
    """

    code = "AL501"
    name = "blocking-driver-in-async-engine"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#synopsis-core"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+pymysql://travel@db/travel")
""",
            at=('"mysql+pymysql://travel@db/travel"',),
        ),
        Invalid(
            """
import os

from sqlalchemy.ext.asyncio import create_async_engine

URL = os.getenv("DATABASE_URL", "postgresql://travel@db/travel")


def make_engine(url):
    return create_async_engine(url, pool_size=10)


engine = make_engine(URL)
""",
            at=("url",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")
sync_engine = create_engine("mysql+pymysql://travel@db/travel")
psycopg = create_async_engine("postgresql+psycopg://travel@db/travel")
"""
        ),
        Valid(
            """
import os

from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["DATABASE_URL"].replace("mysql://", "mysql+asyncmy://"))
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare each async engine's URLs with the drivers that block."""
        for engine in subject.engines:
            if not engine.is_async:
                continue
            for url in engine.urls:
                if url.blocks:
                    yield subject.finding(
                        self.code,
                        engine.module,
                        engine.url_node,
                        f"`{url.scheme}://` names a driver that blocks, which an async engine refuses",
                        help=f"name an async driver: `{_INSTEAD[url.family]}://`",
                    )
                    break
