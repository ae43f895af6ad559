"""AL305: objects are refreshed one by one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import is_parameter
from aiolift.analysis.definitions import argument
from aiolift.analysis.event_loop.blocking_calls import is_awaited
from aiolift.analysis.loops import Loop, goes_once, loops_around
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_ENDS = {"commit", "rollback", "execute", "exec", "get", "delete"}


class RefreshInLoop(Rule):
    """`refresh` sends one SELECT for one object, so that a loop of them waits for as many round trips as there are
    objects. Mostly none is needed: under `expire_on_commit=False` objects keep what was flushed, keys and the defaults
    that the database made included. Where the rows may have changed, one `select(Model).where(Model.id.in_(ids))` with
    `populate_existing` loads them all at once; a relationship of all of them comes with `selectinload`.
    """

    code = "AL305"
    name = "refresh-in-loop"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_state_management.html#refreshing-expiring"
    invalid = (
        Invalid(
            """
from sqlalchemy.ext.asyncio import AsyncSession


async def create(session: AsyncSession, spots):
    session.add_all(spots)
    await session.commit()
    for spot in spots:
        await session.refresh(spot)
    return spots
""",
            at=("session.refresh(spot)",),
        ),
    )
    valid = (
        Valid(
            """
import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Spot


async def create(session: AsyncSession, spots):
    session.add_all(spots)
    await session.commit()
    return (await session.scalars(select(Spot).where(Spot.id.in_([spot.id for spot in spots])))).all()


async def wait_for(session: AsyncSession, job):
    for _ in range(10):
        await session.refresh(job)
        if job.done:
            break
        await asyncio.sleep(1)
"""
        ),
        Valid(
            """
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Spot

make = async_sessionmaker()


async def get_session():
    async with make() as session:
        yield session


async def add(name: str):
    async for session in get_session():
        spot = Spot(name=name)
        session.add(spot)
        await session.commit()
        await session.refresh(spot)
        return spot
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the loops around calls of `refresh`, and around calls of helpers that only refresh."""
        helpers = dict(_helpers(subject))
        for site in subject.model.sites:
            if is_test_module(site.module) or not is_awaited(site):
                continue
            if _refreshes(subject, site) and (refreshed := _refreshed(site)) is not None:
                if _is_one_of_many(subject, site, refreshed):
                    yield self._found(subject, site, ())
                continue
            for target in site.targets:
                if target in helpers:
                    parameter, inside = helpers[target]
                    given = argument(site, target, parameter)
                    if given is not None and _is_one_of_many(subject, site, given):
                        yield self._found(subject, site, (inside,))
                        break

    def _found(self, subject: Subject, site: Site, inside: tuple[Site, ...]) -> Finding:
        return subject.finding(
            self.code,
            site.module,
            site.node,
            "each round of the loop loads one object again: as many round trips as there are objects",
            help="select them all at once with `populate_existing`, or set `expire_on_commit=False` and refresh none",
            chain=[
                Step(subject.place(one.module, one.node), f"{one.function.name} refreshes it")
                for one in inside
                if one.function is not None
            ],
        )


def _refreshes(subject: Subject, site: Site) -> bool:
    """Whether a call refreshes an object of an async session, and does not lock its row by that."""
    locks = any(keyword.arg == "with_for_update" for keyword in site.node.keywords)
    return subject.sessions.method(site) == "refresh" and not locks


def _refreshed(site: Site) -> ast.expr | None:
    named = [keyword.value for keyword in site.node.keywords if keyword.arg == "instance"]
    return next(iter([*site.node.args, *named]), None)


def _is_one_of_many(subject: Subject, site: Site, refreshed: ast.expr) -> bool:
    """Whether a loop binds the object anew in each round; one over a few names that are written out is none."""
    return any(
        any(isinstance(part, ast.Name) and part.id in loop.names for part in ast.walk(refreshed))
        and not _is_short(loop)
        and not goes_once(subject.model, loop.items)
        for loop in loops_around(site.module, site.node)
    )


def _is_short(loop: Loop) -> bool:
    return isinstance(loop.items, ast.Tuple | ast.List) and not any(
        isinstance(element, ast.Starred) for element in loop.items.elts
    )


def _helpers(subject: Subject) -> Iterator[tuple[Function, tuple[str, Site]]]:
    """Yield the functions that refresh one of their parameters, and do nothing else that a loop would need them for."""
    for site in subject.model.sites:
        refreshed = _refreshed(site)
        if site.function is None or not _refreshes(subject, site) or not isinstance(refreshed, ast.Name):
            continue
        others = {subject.sessions.method(one) for one in subject.model.calls_in[site.function]} & _ENDS
        looped = any(loops_around(site.module, site.node))
        if is_parameter(site.function, refreshed.id) and not others and not looped:
            yield site.function, (refreshed.id, site)
