"""AL103: a plain `def` that does I/O with the AsyncSession that it is given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.greenlets import in_greenlet
from aiolift.analysis.bindings import How, is_parameter
from aiolift.knowledge.database import SESSIONS
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


class SyncFunctionWithAsyncSession(Rule):
    """The methods of an AsyncSession that do I/O give coroutines, and a plain `def` cannot await one: `commit`,
    `delete` and `flush` do nothing then, and `execute` gives a coroutine where a result is wanted. This is what is left
    where a session's type was changed and the function was not. Make it an `async def`, await the calls, and await it
    where it is called. A `def` that returns the coroutine to callers who await it is right, and so is one that only
    calls `add`.
    """

    code = "AL103"
    name = "sync-function-with-async-session"
    source = "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#synopsis-orm"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()


@router.get("/spots")
def spots(session: AsyncSession = Depends(get_session)):
    return session.execute(select(1)).scalars().all()


def save(session, spot):
    session.add(spot)
    session.commit()


async def create(session: AsyncSession, spot):
    save(session, spot)
""",
            at=("spots", "save"),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


def spots(session: AsyncSession):
    return session.scalars(select(1))


def put(session: AsyncSession, spot):
    session.add(spot)
    session.expunge_all()


async def create(session: AsyncSession, spot):
    put(session, spot)
    await session.commit()
    return (await spots(session)).all()


async def count(session: AsyncSession):
    return await session.run_sync(lambda sync: sync.execute(select(1)).scalar())
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the coroutines that nobody awaits, in functions that cannot await."""
        calls: dict[Function, list[tuple[Module, ast.Call]]] = {}
        for found in subject.unawaited:
            function = subject.model.function(found.module, found.node)
            if function is None or function.is_async or not isinstance(function.node, ast.FunctionDef):
                continue
            if isinstance(found.node, ast.Call) and _asks_given_session(subject, found.module, found.node):
                calls.setdefault(function, []).append((found.module, found.node))
        greenlets = {one for site in subject.model.sites for one in in_greenlet(subject.model, site)}
        for function, made in calls.items():
            if function in greenlets:
                continue
            shown = ast.unparse(made[0][1].func)
            yield subject.named(
                self.code,
                function,
                f"`{function.name}` is a plain `def`, and cannot await what `{shown}` gives",
                help="make it an `async def`, await the call, and await it where it is called",
                chain=[
                    Step(subject.place(module, call), f"`{ast.unparse(call.func)}` is not awaited")
                    for module, call in made
                ],
            )


def _asks_given_session(subject: Subject, module: Module, call: ast.Call) -> bool:
    """Whether a call is a method of a session that the function is given, or hands one on to a coroutine function."""
    site = subject.model.site(call)
    if site is None:
        return False
    if isinstance(call.func, ast.Attribute) and subject.sessions.method(site) is not None:
        return _is_given(subject, module, call.func.value)
    handed = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(target.is_async for target in site.targets) and any(
        subject.sessions.is_session(argument) and _is_given(subject, module, argument) for argument in handed
    )


def _is_given(subject: Subject, module: Module, session: ast.expr) -> bool:
    if subject.model.kinds(session) & SESSIONS:  # it may be a sync one as well
        return False
    if isinstance(session, ast.Attribute):
        return True
    holder = subject.bindings.holder(module, session) if isinstance(session, ast.Name) else None
    if holder is None or not isinstance(session, ast.Name):
        return False
    return is_parameter(holder, session.id) or any(
        bound.how is How.ASSIGNED and bound.value is not session and isinstance(bound.value, ast.Attribute)
        for bound in subject.bindings.of(holder, session.id)
    )
