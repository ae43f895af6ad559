"""AL203: two classes named AsyncSession in one module."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_SQLMODEL = "sqlmodel.ext.asyncio.session"
_SQLALCHEMY = ("sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.session")


class ShadowedAsyncSession(Rule):
    """SQLModel's AsyncSession has `exec`, SQLAlchemy's has not. Where a module imports both under one name, the import
    that comes last wins, silently: sorting the imports can turn `session.exec` into an AttributeError.
    """

    code = "AL203"
    name = "shadowed-async-session"
    source = "https://docs.python.org/3/reference/simple_stmts.html#the-import-statement"
    invalid = (
        Invalid(
            """
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


async def spots(session: AsyncSession, statement):
    return (await session.exec(statement)).all()
""",
            at=("AsyncSession",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncSession as CoreSession, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession


async def spots(session: AsyncSession, other: CoreSession, statement):
    return (await session.exec(statement)).all()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the names that both classes are imported by in one scope."""
        for module in subject.model.program.modules:
            if not module.mentions("AsyncSession"):
                continue
            bound: dict[tuple[object, str], str] = {}
            for node in sorted(module.nodes(ast.ImportFrom), key=module.start):
                kind = "sqlmodel" if node.module == _SQLMODEL else "sqlalchemy" if node.module in _SQLALCHEMY else ""
                for alias in node.names if kind else ():
                    if alias.name != "AsyncSession":
                        continue
                    key = (subject.model.scope(module, node), alias.asname or alias.name)
                    if bound.setdefault(key, kind) != kind:
                        yield subject.finding(
                            self.code,
                            module,
                            alias,
                            f"this import replaces the AsyncSession of {bound[key]} by that of {kind}",
                            help="import one of them, or give one another name",
                        )
