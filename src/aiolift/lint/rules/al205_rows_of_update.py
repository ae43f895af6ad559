"""AL205: the result of a write is read as rows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.statements.results import ROWLESS, is_rowless
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module

_READS = {
    "all", "first", "one", "one_or_none", "scalars", "scalar", "scalar_one", "scalar_one_or_none", "fetchall",
    "fetchone", "fetchmany", "mappings", "tuples", "partitions", "unique", "columns", "yield_per", "keys",
}  # fmt: skip
_ASKS = {"scalars", "scalar", "stream_scalars"}
_COLLECTS = {f"builtins.{name}" for name in ("list", "tuple", "set", "sorted", "next", "iter", "dict", "enumerate")}


class RowsOfUpdate(Rule):
    """An `update`, `delete` or `insert` gives no rows: reading its result fails with `ResourceClosedError: This result
    object does not return rows. It has been closed automatically`. What it has done stands in `result.rowcount`, and
    for one inserted row in `result.inserted_primary_key`. MariaDB and PostgreSQL give the rows that were written where
    the statement ends in `.returning(Model)`; MySQL cannot, so that they are selected first or afterwards.
    """

    code = "AL205"
    name = "rows-of-update"
    source = "https://docs.sqlalchemy.org/en/21/tutorial/data_update.html#getting-affected-row-count-from-update-delete"
    invalid = (
        Invalid(
            """
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def rename(session: AsyncSession, number: int, name: str):
    result = await session.execute(update(Spot).where(Spot.id == number).values(name=name))
    return result.scalar_one()


async def clear(session: AsyncSession):
    return await session.scalars(delete(Spot))
""",
            at=("result.scalar_one()", "session.scalars(delete(Spot))"),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def rename(session: AsyncSession, number: int, name: str):
    statement = update(Spot).where(Spot.id == number).values(name=name)
    renamed = (await session.execute(statement)).rowcount
    again = await session.scalars(statement.returning(Spot))
    return renamed, again.one(), (await session.scalars(select(Spot))).all()


async def clear(session: AsyncSession):
    result = await session.execute(delete(Spot))
    return result.rowcount
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at what reads a result, and at the calls that execute a statement and read at once."""
        for site in subject.model.sites:
            node, function = site.node, site.node.func
            if isinstance(function, ast.Attribute) and function.attr in _READS and _is_rowless(subject, function.value):
                yield self._found(subject, site.module, node, f"`.{function.attr}()` reads rows of")
            elif isinstance(function, ast.Attribute) and function.attr in _ASKS and _asks_write(subject, node):
                yield self._found(subject, site.module, node, f"`{function.attr}` reads rows of")
            elif _COLLECTS & set(site.externals) and any(_is_rowless(subject, one) for one in node.args):
                yield self._found(subject, site.module, node, f"`{ast.unparse(function)}` reads rows of")
        for module in subject.model.program.modules:
            for loop in module.nodes(ast.For, ast.comprehension):
                if _is_rowless(subject, loop.iter):
                    yield self._found(subject, module, loop.iter, "the loop reads rows of")

    def _found(self, subject: Subject, module: Module, node: ast.AST, what: str) -> Finding:
        return subject.finding(
            self.code,
            module,
            node,
            f"{what} an UPDATE, INSERT or DELETE, which gives none",
            help="read `.rowcount`, or add `.returning(…)` to the statement",
        )


def _is_rowless(subject: Subject, node: ast.expr) -> bool:
    return _all(subject, node, lambda name: name == ROWLESS)


def _asks_write(subject: Subject, call: ast.Call) -> bool:
    """Whether a session or connection is asked for the rows of a write."""
    asked = subject.model.site(call)
    known = asked is not None and any(name.startswith(("sqlalchemy.", "sqlmodel.")) for name in asked.externals)
    given = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "statement")]
    return known and any(_all(subject, one, is_rowless) for one in given)


def _all(subject: Subject, node: ast.expr, is_wanted: Callable[[str], bool]) -> bool:
    values = subject.model.values(node)
    return bool(values) and all(isinstance(one, Instance) and is_wanted(str(one.cls)) for one in values)
