"""AL403: the request's session in the generator of a streamed body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.lint.handed_over import handed_over
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class SessionInStreamedBody(Rule):
    """The body of a `StreamingResponse` is made while it is sent, after the endpoint has returned. By then a session is
    closed that the endpoint opened in an `async with`, that comes from `Depends(…, scope="function")`, or, in FastAPI
    0.106 to 0.117, from any dependency: the body opens it again, and nobody returns its connection to the pool. Open a
    session inside of the generator, or read all rows before the response begins. From FastAPI 0.118 on, a dependency of
    the default scope ends when the body is sent: where the requirements or a lock file rule older releases out, only
    the other two are reported.
    """

    code = "AL403"
    name = "session-in-streamed-body"
    source = "https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-and-streamingresponse-technical-details"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from database import SessionLocal

router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


async def lines(session: AsyncSession):
    async for row in await session.stream(text("SELECT name FROM hero")):
        yield row[0]


@router.get("/heroes.csv")
async def export(session: AsyncSession = Depends(get_session, scope="function")):
    return StreamingResponse(lines(session), media_type="text/csv")
""",
            at=("session",),
        ),
        Invalid(
            {
                "main.py": """
from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from database import SessionLocal

router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


@router.get("/heroes.csv")
async def export(session: AsyncSession = Depends(get_session)):
    async def lines():
        async for row in await session.stream(text("SELECT name FROM hero")):
            yield row[0]

    return StreamingResponse(lines(), media_type="text/csv")
""",
                "requirements.txt": "fastapi==0.115.6\n",
            },
            at=("lines()",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from sqlalchemy import text

from database import SessionLocal

router = APIRouter()


async def lines():
    async with SessionLocal() as session:
        async for row in await session.stream(text("SELECT name FROM hero")):
            yield row[0]


@router.get("/heroes.csv")
async def export():
    return StreamingResponse(lines(), media_type="text/csv")
"""
        ),
        Valid(
            {
                "main.py": """
from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from database import SessionLocal

router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


async def lines(session: AsyncSession):
    async for row in await session.stream(text("SELECT name FROM hero")):
        yield row[0]


@router.get("/heroes.csv")
async def export(session: AsyncSession = Depends(get_session)):
    return StreamingResponse(lines(session), media_type="text/csv")


@router.get("/all.csv")
async def export_all(session: AsyncSession = Depends(get_session, scope="function")):
    names = (await session.scalars(text("SELECT name FROM hero"))).all()
    return StreamingResponse(iter(names), media_type="text/csv")
""",
                "requirements.txt": "fastapi>=0.118\n",
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the sessions that such a call is given, where something closes them before."""
        for site, given, session in handed_over(subject, (".StreamingResponse", ".EventSourceResponse")):
            ended = subject.ended_sessions.why(site, given)
            if ended is not None:
                yield subject.finding(
                    self.code,
                    site.module,
                    session,
                    f"the body is streamed after the endpoint has returned, and its session is closed by then: {ended}",
                    help="open a session inside of the generator",
                )
