"""AL407: a commit inside of a unit of work that commits by itself."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.following import can_follow
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.analysis.sessions.committing_units import CommittingUnit
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class CommitInRepository(Rule):
    """A unit of work is stored whole or not at all, and whoever opens it ends it: the dependency, the context manager,
    the `begin()` block. A commit inside of it, in a repository or a service, stores the first half at once: where the
    second half fails, the rollback no longer undoes the first, and the same method cannot be part of a larger unit of
    work. Within `session.begin()` all further statements fail, too (`Can't operate on closed transaction inside
    context manager`). Call `flush` where ids or errors of constraints are needed, and leave the commit to the owner.
    """

    code = "AL407"
    name = "commit-in-repository"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with factory.begin() as session:
        yield session


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, hero) -> None:
        self.session.add(hero)
        await self.session.commit()


@router.post("/heroes")
async def create(session: AsyncSession = Depends(get_session, scope="function")):
    heroes = Heroes(session)
    await heroes.add(object())
    await heroes.add(object())
""",
            at=("self.session.commit()",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with factory() as session:
        yield session


async def get_unit():
    async with factory.begin() as session:
        yield session


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, hero) -> None:
        self.session.add(hero)
        await self.session.flush()


async def add_and_commit(session: AsyncSession, hero) -> None:
    session.add(hero)
    await session.commit()


@router.post("/heroes")
async def create(session: AsyncSession = Depends(get_unit, scope="function")):
    await Heroes(session).add(object())


@router.post("/teams")
async def create_team(session: AsyncSession = Depends(get_session)):
    await add_and_commit(session, object())
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Follow the sessions of each unit of work to the commits that it does not make itself."""
        found: set[ast.AST] = set()
        for unit in subject.committing_units:
            for site in _commits(subject, unit):
                if site.node in found:
                    continue
                found.add(site.node)
                yield subject.finding(
                    self.code,
                    site.module,
                    site.node,
                    f"{unit.name} commits this session when it ends: the commit here stores half of its work",
                    help=f"call `flush` here, and leave the commit to {unit.name}",
                    chain=[Step(subject.place(unit.module, unit.place), f"{unit.name} commits")],
                )


def _commits(subject: Subject, unit: CommittingUnit) -> Iterator[Site]:
    """Yield the commits of a unit's sessions in functions that work for its users, and in `begin()` blocks."""
    reachable = subject.reachable.from_(unit.users)
    for module, read in subject.traces.of(unit.module, *unit.sessions).reads:
        call = module.parents[read]
        site = subject.model.site(call) if isinstance(call, ast.Call) and call.func is read else None
        if site is None or site.function is None or subject.sessions.method(site) != "commit":
            continue
        if site.function in unit.users:  # it asked for the unit of work, and may end it where nothing follows
            is_own = bool(unit.owners) or not _goes_on(unit, site)
        else:
            is_own = site.function in unit.owners
        if site.function in reachable and not is_own:
            yield site


def _goes_on(unit: CommittingUnit, site: Site) -> bool:
    """Whether the session of a `begin()` block is used after a commit in the block."""
    module, end = site.module, site.module.end(site.node)
    return any(module.start(node) > end and can_follow(module, site.node, node) for node in unit.sessions)
