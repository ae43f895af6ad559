"""AL204: `query` on an async session, and `execute` on SQLModel's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_SQLMODEL = "sqlmodel.ext.asyncio.session.AsyncSession"
_SCALARS = {"scalars", "scalar", "scalar_one", "scalar_one_or_none"}
_MISSING = {
    "query": "write a `select`",
    "bulk_save_objects": "use `add_all`",
    "bulk_insert_mappings": "execute an `insert` with a list of rows",
    "bulk_update_mappings": "execute an `update` with a list of rows",
}


class ExecuteOnSQLModelSession(Rule):
    """No AsyncSession has `query` or the `bulk_…` methods of the sync Session: they fail with AttributeError. SQLModel
    deprecates `execute` on its AsyncSession: it gives rows even for a `select` of one model, and without `.scalars()`
    the first is a tuple. `exec` gives the objects, and knows their types. `execute` with SQLAlchemy's own `select` is
    left alone: those rows are what such code expects.
    """

    code = "AL204"
    name = "execute-on-sqlmodel-session"
    source = "https://github.com/fastapi/sqlmodel/blob/main/sqlmodel/ext/asyncio/session.py"
    invalid = (
        Invalid(
            """
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def spots(session: AsyncSession):
    session.query(Spot)
    return (await session.execute(select(Spot))).all()
""",
            at=("session.query(Spot)", "session.execute(select(Spot))"),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def spots(session: AsyncSession, core: CoreSession):
    await session.execute(text("SELECT 1"))
    await core.execute(select(Spot))
    (await session.execute(select(Spot))).scalars().all()
    await core.run_sync(lambda sync: sync.query(Spot).all())
    return (await session.exec(select(Spot))).all()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the methods that are called on async sessions."""
        for site in subject.model.sites:
            function = site.node.func
            if not isinstance(function, ast.Attribute) or site.targets:
                continue
            kinds = subject.model.kinds(function.value)
            if not kinds or not kinds <= ASYNC_SESSIONS:
                continue
            if function.attr in _MISSING:
                message = f"an AsyncSession has no `{function.attr}`"
                yield subject.finding(self.code, site.module, site.node, message, help=_MISSING[function.attr])
            elif function.attr == "execute" and kinds == {_SQLMODEL} and _gives_rows(subject, site):
                message = "`execute`, which SQLModel deprecates, gives a row for each object"
                yield subject.finding(
                    self.code, site.module, site.node, message, help="use `exec`, which gives the objects themselves"
                )


def _gives_rows(subject: Subject, site: Site) -> bool:
    """Whether a call executes a select of one entity, and the rows are not made objects by `scalars`."""
    values = subject.model.values(site.node.args[0]) if site.node.args else frozenset()
    one_entity = bool(values) and all(
        isinstance(one, Instance) and one.cls == "sqlmodel.Select" and len(one.of) == 1 for one in values
    )
    return one_entity and not _has_scalars(site)


def _has_scalars(site: Site) -> bool:
    """Whether the rows are made objects by `scalars`, at once or of the variable that holds the result."""
    statement = site.module.statement(site.node)
    if any(getattr(node, "attr", "") in _SCALARS for node in ast.walk(statement)):
        return True
    targets = {target.id for target in getattr(statement, "targets", ()) if isinstance(target, ast.Name)}
    inside = ast.walk(site.function.node) if site.function is not None else site.module.parents
    return any(
        isinstance(node, ast.Attribute) and node.attr in _SCALARS and getattr(node.value, "id", None) in targets
        for node in inside
    )
