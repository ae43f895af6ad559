"""AL102: awaiting what is not awaitable."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import async_forms
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module


class AwaitedPlainValue(Rule):
    """Not every method of an AsyncSession is async: `add`, `add_all`, `expire` and `expunge` only change what is in
    memory, and a result's `first`, `all` and `scalars` give what the awaited `execute` has already fetched. Awaiting
    them raises `object NoneType can't be used in 'await' expression` — after the call, so that a test which only looks
    at the database may not see it.
    """

    code = "AL102"
    name = "awaited-plain-value"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.AsyncSession.add"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, spot):
    await session.add(spot)
    await session.commit()
""",
            at=("session.add(spot)",),
            fixed="""
from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, spot):
    session.add(spot)
    await session.commit()
""",
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, spot, notify):
    session.add(spot)
    await session.flush()
    await notify(spot)
    await session.get(object, 1)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the calls that are awaited and give nothing awaitable."""
        for module, node, why in subject.forms:
            if why == async_forms.NOT_AWAITABLE:
                yield subject.finding(
                    self.code,
                    module,
                    node,
                    f"`{module.headline(node)}` gives nothing that can be awaited",
                    help="leave the `await` out",
                    fix=_fix(module, node),
                )


def _fix(module: Module, node: ast.expr) -> Iterator[Edit]:
    outer = module.parents[node]
    between = [token.text for token in module.between(module.start(outer), module.start(node))]
    if isinstance(outer, ast.Await) and between == ["await"]:
        yield Edit(module.start(outer), module.start(node), "", AwaitedPlainValue.code)
