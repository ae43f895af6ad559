"""AL106: `with` and `for` over async objects, and the async forms over others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import async_forms
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


_HELP = {
    async_forms.ASYNC_GENERATOR: "make a list of it, with brackets",
    async_forms.CONSUMED: "write `[item async for item in …]`, or await the result's `all()`",
    async_forms.CLOSED: "write `async with aclosing(…)`",
    async_forms.STACKED: "await `enter_async_context` of an `AsyncExitStack`",
}


class FormOverTheOtherKind(Rule):
    """An AsyncSession, an `@asynccontextmanager` and an async generator have no `__enter__` or `__iter__`: `with` and
    `for` fail with `AttributeError` or `TypeError`, and so do `async with` over a sync Session and `async for` over the
    rows of an awaited result. Only the async form works on the one, and only the plain form on the other. A generator
    expression that awaits is an async generator, which `any(…)`, `sum(…)` and `", ".join(…)` cannot consume; nor can
    `list(…)` consume what `stream` gives.
    """

    code = "AL106"
    name = "form-over-the-other-kind"
    source = "https://docs.python.org/3/reference/compound_stmts.html#the-async-with-statement"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from queries import SPOTS

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def spots():
    with AsyncSession(engine) as session:
        async for spot in await session.scalars(SPOTS):
            print(spot)
""",
            at=("AsyncSession(engine)",),
        ),
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from queries import SPOTS


async def spots(connection: AsyncConnection, session: AsyncSession):
    result = await connection.stream(SPOTS)
    for row in result:
        print(row)
    return list(await session.stream_scalars(SPOTS))
""",
            at=("result", "await session.stream_scalars(SPOTS)"),
        ),
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncSession

from models import Spot


async def names(session: AsyncSession, ids: list[int]) -> str:
    return ", ".join((await session.get_one(Spot, number)).name for number in ids)
""",
            at=("((await session.get_one(Spot, number)).name for number in ids)",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from queries import SPOTS

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


async def spots():
    async with AsyncSession(engine) as session, session.begin():
        for spot in await session.scalars(SPOTS):
            print(spot)
        async for spot in await session.stream_scalars(SPOTS):
            print(spot)
"""
        ),
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncSession

from models import SPOTS, Spot


async def names(session: AsyncSession, ids: list[int]) -> str:
    first = sorted(spot.name for spot in (await session.scalars(SPOTS)).all())
    later = [name async for name in ((await session.get_one(Spot, number)).name for number in ids)]
    return ", ".join([*first, *later, *[(await session.get_one(Spot, number)).name for number in ids]])
"""
        ),
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from queries import SPOTS


async def spots(connection: AsyncConnection, session: AsyncSession):
    async with connection.stream(SPOTS) as result:
        async for row in result:
            print(row)
    rows = list(await (await connection.stream(SPOTS)).all())
    return rows + [spot async for spot in await session.stream_scalars(SPOTS)]
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the forms that cannot work on what they are over."""
        for module, node, why in subject.forms:
            if why != async_forms.NOT_AWAITABLE:
                instead = "write `async` before it" if why.startswith("only") else "leave `async` out"
                yield subject.finding(
                    self.code,
                    module,
                    node,
                    f"`{module.headline(node)}` is what {why}",
                    help=_HELP.get(why, instead),
                )
