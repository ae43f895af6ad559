"""AL402: the request's session in a background task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.lint.handed_over import handed_over
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class SessionInBackgroundTask(Rule):
    """A background task runs after the response is sent. The request's session is closed by then (FastAPI 0.106 to
    0.117, and `Depends(…, scope="function")`), so that the task opens it again and nobody returns its connection; or
    it is kept open, with its connection and its transaction, until the task ends (FastAPI 0.118 and later), and a
    commit of the dependency waits for that too. Give the task the ids that it needs, and let it open a session of its
    own.
    """

    code = "AL402"
    name = "session-in-background-task"
    source = "https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-and-background-tasks"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()


async def write_log(session: AsyncSession, text: str) -> None:
    await session.commit()


@router.post("/heroes")
async def create(tasks: BackgroundTasks, session: AsyncSession = Depends(get_session)):
    tasks.add_task(write_log, session, "created")
    return {}
""",
            at=("session",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from database import SessionLocal, get_session

router = APIRouter()


async def write_log(number: int) -> None:
    async with SessionLocal() as session:
        await session.commit()


@router.post("/heroes")
async def create(tasks: BackgroundTasks, session: AsyncSession = Depends(get_session)):
    await session.commit()
    tasks.add_task(write_log, 1)
    return {}
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the sessions that such a call is given."""
        for site, _, session in handed_over(subject, (".add_task", ".BackgroundTask")):
            yield subject.finding(
                self.code,
                site.module,
                session,
                f"`{site.module.headline(session)}` is the request's session, and the "
                "background task runs after the response",
                help="pass ids, and let the task open a session of its own",
            )
