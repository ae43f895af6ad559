"""AL202: SQLAlchemy's `select` through SQLModel's `exec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.knowledge.database import ASYNC_SESSIONS
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_EXEC = {f"{session}.exec" for session in (*ASYNC_SESSIONS, "sqlmodel.Session")}


class SQLAlchemySelectThroughExec(Rule):
    """`session.exec` looks at the class of the statement: SQLModel's own `select(Model)` gives objects, SQLAlchemy's
    `select(Model)` gives rows. `(await session.exec(select(Spot))).first()` is then a tuple with one spot in it, and
    `spot.name` an AttributeError. Import `select` from `sqlmodel`.
    """

    code = "AL202"
    name = "sqlalchemy-select-through-exec"
    source = "https://sqlmodel.tiangolo.com/tutorial/select/#sqlmodels-sessionexec"
    invalid = (
        Invalid(
            """
from sqlalchemy import select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def first(session: AsyncSession):
    return (await session.exec(select(Spot))).first()
""",
            at=("select(Spot)",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import select as sa_select, update
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def first(session: AsyncSession):
    await session.exec(update(Spot).values(id=1))
    await session.execute(sa_select(Spot))
    await session.exec(sa_select(Spot.id, Spot))
    return (await session.exec(select(Spot))).first()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the statements of one entity that `exec` is given."""
        for site in subject.model.sites:
            if not _EXEC & set(site.externals) or not site.node.args:
                continue
            statement = site.node.args[0]
            values = subject.model.values(statement)
            if values and all(
                isinstance(one, Instance) and one.cls == "sqlalchemy.Select" and len(one.of) == 1 for one in values
            ):
                yield subject.finding(
                    self.code,
                    site.module,
                    statement,
                    "`exec` gives tuples for SQLAlchemy's `select`, and objects for SQLModel's",
                    help="import `select` from `sqlmodel`",
                )
