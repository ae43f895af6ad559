"""AL201: `.scalars()` on what `exec` gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.edits import Edit
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_METHODS = {"scalars", "scalar", "scalar_one", "scalar_one_or_none"}
_ONE = {"scalar": "first", "scalar_one": "one", "scalar_one_or_none": "one_or_none"}


class ScalarsOfExec(Rule):
    """SQLModel's `session.exec(select(Model))` gives a ScalarResult already: its `all` and `first` are the objects.
    `.scalars()` belongs to what `session.execute` gives, and fails here with `AttributeError: 'ScalarResult' object has
    no attribute 'scalars'`.
    """

    code = "AL201"
    name = "scalars-of-exec"
    source = "https://sqlmodel.tiangolo.com/tutorial/select/"
    invalid = (
        Invalid(
            """
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def spots(session: AsyncSession):
    result = await session.exec(select(Spot))
    return result.scalars().all()
""",
            at=("result.scalars()",),
            fixed="""
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def spots(session: AsyncSession):
    result = await session.exec(select(Spot))
    return result.all()
""",
        ),
    )
    valid = (
        Valid(
            """
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def spots(session: AsyncSession):
    rows = (await session.execute(select(Spot))).scalars().all()
    pairs = (await session.exec(select(Spot.id, Spot))).all()
    return (await session.exec(select(Spot))).all() + rows + pairs
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the results that are of scalars already."""
        for site in subject.model.sites:
            function = site.node.func
            if not isinstance(function, ast.Attribute) or function.attr not in _METHODS:
                continue
            values = subject.model.values(function.value)
            if values and all(isinstance(one, Instance) and one.cls == "sqlalchemy.ScalarResult" for one in values):
                value = site.module.end(function.value)
                behind = site.module.text[value : site.module.end(function)].rpartition(".")[0]  # the value's brackets
                start = value + len(behind.rstrip())
                only = function.attr == "scalars" and not site.node.args
                instead = f".{_ONE[function.attr]}()" if function.attr in _ONE else ""
                yield subject.finding(
                    self.code,
                    site.module,
                    site.node,
                    f"`.{function.attr}()` is called on a ScalarResult, which has no such method",
                    help=f"write `{instead}`" if instead else "leave `.scalars()` out",
                    fix=[Edit(start, site.module.end(site.node), "", self.code)] if only else (),
                )
