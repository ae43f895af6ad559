"""AL601: a sync session, connection, engine or driver used in a coroutine."""

from __future__ import annotations

from aiolift.lint.blocking_rule import BlockingRule
from aiolift.lint.rule import Invalid, Valid


class BlockingDatabaseCall(BlockingRule):
    """A sync Session, Connection or Engine, or a driver as PyMySQL or sqlite3 by itself, sends its statement and waits
    for the answer with the whole thread. In an `async def` that thread runs the event loop: no other request is served
    until the database has answered, and under load they add up. Use an AsyncSession or an async driver, or keep the
    function a `def`, which FastAPI runs in a thread.
    """

    code = "AL601"
    name = "blocking-database-call"
    source = "https://fastapi.tiangolo.com/async/#very-technical-details"
    waits = ("waits for the database",)
    invalid = (
        Invalid(
            """
from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from database import get_session


def count(session: Session):
    return session.execute(text("SELECT COUNT(*) FROM spot")).scalar_one()


async def show(session: Session = Depends(get_session)):
    session.connection().execute(text("DELETE FROM spot"))
    session.commit()
    return count(session)
""",
            at=(
                'session.connection().execute(text("DELETE FROM spot"))',
                "session.commit()",
                "count(session)",
            ),
        ),
    )
    valid = (
        Valid("""
import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


def count(session: Session):
    return session.execute(text("SELECT COUNT(*) FROM spot")).scalar_one()


async def show(session: AsyncSession, other: Session):
    await asyncio.to_thread(count, other)
    return await session.run_sync(count)


def endpoint(session: Session):
    return count(session)
"""),
        Valid("""
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def store(db: Session, name: str):
    await db.execute(text("INSERT INTO spot (name) VALUES (:name)"), {"name": name})
    db.expunge_all()
    return db.commit()


async def endpoint(db: AsyncSession):
    await (await store(db, "Jeju"))
"""),
    )
