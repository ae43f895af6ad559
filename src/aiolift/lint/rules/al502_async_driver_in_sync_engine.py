"""AL502: a sync engine for an async driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class AsyncDriverInSyncEngine(Rule):
    """`create_engine` takes a URL with an async driver without a word, and fails with `MissingGreenlet` at the first
    connection: the driver's coroutines can only be awaited inside of an AsyncEngine. Usual places are Alembic's
    `env.py`, scripts and tests that share the service's URL.
    """

    code = "AL502"
    name = "async-driver-in-sync-engine"
    source = "https://docs.sqlalchemy.org/en/21/errors.html#error-xd2s"
    invalid = (
        Invalid(
            """
from sqlmodel import Session, create_engine

engine = create_engine("mysql+asyncmy://travel@db/travel", echo=True)


def spots():
    with Session(engine) as session:
        return session.connection()
""",
            at=('"mysql+asyncmy://travel@db/travel"',),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

URL = "mysql+asyncmy://travel@db/travel"

engine = create_async_engine(URL)
migrations = create_engine(URL.replace("+asyncmy", "+pymysql"))
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare each sync engine's URLs with the async drivers."""
        for engine in subject.engines:
            url = next((url for url in engine.urls if url.is_async), None)
            if url is not None and not engine.is_async and engine.node not in _adapted(subject):
                yield subject.finding(
                    self.code,
                    engine.module,
                    engine.url_node,
                    f"`{url.scheme}://` names an async driver, which a sync engine cannot await",
                    help="use `create_async_engine`, or a driver that blocks",
                )


def _adapted(subject: Subject) -> set[object]:
    """The sync engines that are given to `AsyncEngine(…)`, which is what awaits."""
    found: set[object] = set()
    for site in subject.model.sites:
        if "sqlalchemy.ext.asyncio.AsyncEngine" in site.externals:
            for argument in site.node.args[:1]:
                found |= {node for _, node in subject.definitions.of(site.module, argument)}
    return found
