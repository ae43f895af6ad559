"""AL703: an HTTP error that commits what was written before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.sessions.error_exits import commit_after_error, is_for_http
from aiolift.analysis.sessions.unfinished_writes import UnfinishedWrites
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.analysis.sessions.unfinished_writes import Unfinished
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function


class CommittingHTTPException(Rule):
    """An HTTPException is thrown into the generators that gave a request its dependencies, at their `yield`. One that
    commits in `finally`, or in an `except` that catches it, stores the half that was written before the error, while
    the client is told that the request has failed; repeating it writes the half again. The same holds for exceptions
    that a handler is registered for. Commit behind the `yield`, outside of `finally`, and roll back on every
    exception.
    """

    code = "AL703"
    name = "committing-http-exception"
    source = "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#dependencies-with-yield-and-httpexception"
    invalid = (
        Invalid(
            """
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    session = SessionLocal()
    try:
        yield session
    finally:
        await session.commit()
        await session.close()


@router.post("/orders")
async def order(seats: int, session: Annotated[AsyncSession, Depends(get_session)]):
    session.add(object())
    if seats > 8:
        raise HTTPException(422, "too many seats")
""",
            at=('raise HTTPException(422, "too many seats")',),
        ),
        Invalid(
            """
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


class UnitOfWork:
    def __init__(self, session) -> None:
        self.session = session

    async def commit(self) -> None:
        await self.session.commit()


async def get_unit():
    async with SessionLocal() as session:
        unit = UnitOfWork(session)
        try:
            yield unit
        except HTTPException:
            await unit.commit()
            raise


@router.post("/orders")
async def order(unit: UnitOfWork = Depends(get_unit)):
    unit.session.add(object())
""",
            at=("unit.commit()",),
        ),
    )
    valid = (
        Valid(
            """
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


@router.post("/orders")
async def order(seats: int, session: Annotated[AsyncSession, Depends(get_session)]):
    session.add(object())
    if seats > 8:
        raise HTTPException(422, "too many seats")
"""
        ),
        Valid(
            """
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        try:
            yield session
        finally:
            await session.commit()


@router.post("/orders")
async def order(seats: int, session: AsyncSession = Depends(get_session)):
    if seats > 8:
        raise HTTPException(422, "too many seats")
    session.add(object())


@router.post("/seats")
async def reserve(seats: int, session: AsyncSession = Depends(get_session)):
    session.add(object())
    if seats > 8:
        await session.rollback()
        raise HTTPException(422, "too many seats")
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at what runs for the functions that ask for a session which commits after an error."""
        writes = UnfinishedWrites(subject.model)
        commits = {
            provider: commit
            for provider in subject.model.program.functions
            if (commit := commit_after_error(subject.model, provider)) is not None
        }
        seen: set[ast.AST] = set()
        told: set[Function] = set()
        for function in subject.dependencies.asked_by if commits else ():
            unsafe = [provider for provider in subject.dependencies.behind(function) if provider in commits]
            if not unsafe:
                continue
            provider = min(unsafe, key=str)
            for reached in subject.reachable.from_([function]):
                for found in writes.of(reached):
                    if found.node not in seen:
                        seen.add(found.node)
                        told.add(provider)
                        yield self._finding(subject, found, provider, commits[provider])

        asked = {provider for dependency in subject.dependencies.all for provider in dependency.providers}
        for provider, commit in commits.items():
            if provider in asked - told and is_for_http(subject.model, commit):
                yield subject.finding(
                    self.code,
                    commit.module,
                    commit.node,
                    "what was written before an HTTPException is committed here, and the client is told of a failure",
                    help="roll back on every exception, and commit behind the `yield` only",
                )

    def _finding(self, subject: Subject, found: Unfinished, provider: Function, commit: Site) -> Finding:
        module = found.function.module
        function, raised = found.raised
        steps = [
            Step(subject.place(module, found.write), f"{found.function.name} writes"),
            Step(subject.place(commit.module, commit.node), f"{provider.name} commits after an exception, too"),
        ]
        if raised is not found.node:
            steps.insert(1, Step(subject.place(function.module, raised), f"{function.name} raises"))
        error = "this error" if raised is found.node else f"the error that `{function.name}` can raise here"
        return subject.finding(
            self.code,
            module,
            found.node,
            f"{error} leaves half a unit of work: what was written before it is committed by {provider.name}()",
            help=f"roll back on an exception in {provider.name}(), or raise before the first write",
            chain=steps,
        )
