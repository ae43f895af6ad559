"""AL408: an error of a flush or commit that is swallowed without a rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.sessions.swallowed import SwallowedErrors
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


_DATABASE = """
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker

from engine import engine

factory = async_sessionmaker(engine)


@asynccontextmanager
async def opened():
    session = factory()
    try:
        yield session
    except Exception:
        await session.rollback()
        raise
    finally:
        await session.close()
"""
_MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Deal(Base):
    __tablename__ = "deal"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str]
"""


class SwallowedException(Rule):
    """After a flush or commit has failed, a session does nothing but raise `PendingRollbackError: This Session's
    transaction has been rolled back due to a previous exception during flush`, until somebody calls `rollback()`. And
    where the statement was one of `execute`, a deadlock has undone all that the transaction had written before, so that
    a commit stores the second half only. An `except` that logs and goes on with the same session swallows the error
    that matters and shows another one later, far away; the objects of the session are expired, so that to read one is
    enough. What rolls back when the block of the session ends comes too late. Roll back, raise, or put what may fail
    into `async with session.begin_nested():` inside of the `try`.
    """

    code = "AL408"
    name = "swallowed-exception"
    source = "https://docs.sqlalchemy.org/en/21/faq/sessions.html#this-session-s-transaction-has-been-rolled-back-due-to-a-previous-exception-during-flush-or-similar"
    invalid = (
        Invalid(
            """
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession


async def load(session: AsyncSession, heroes) -> None:
    for hero in heroes:
        try:
            session.add(hero)
            await session.flush()
        except IntegrityError:
            logging.warning("twice")
    await session.commit()
""",
            at=("IntegrityError",),
        ),
        Invalid(
            {
                "deals.py": """
import asyncio
import logging
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from database import opened
from models import Deal


@dataclass
class Deals:
    session: AsyncSession

    async def close(self, number: int) -> str:
        deal = await self.session.get(Deal, number)
        deal.stage = "closed"
        try:
            await self.session.commit()
        except IntegrityError:
            logging.warning("already closed")
        return deal.stage


async def retry(deal: Deal) -> None:
    async with opened() as session:
        for _ in range(3):
            try:
                session.add(deal)
                await session.commit()
                break
            except Exception:
                logging.exception("again")
                await asyncio.sleep(1)
""",
                "database.py": _DATABASE,
                "models.py": _MODELS,
            },
            at=("IntegrityError", "Exception"),
        ),
    )
    valid = (
        Valid(
            {
                "deals.py": """
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from database import opened
from models import Deal


async def close(session: AsyncSession, number: int) -> str | None:
    deal = await session.get(Deal, number)
    deal.stage = "closed"
    try:
        await session.commit()
    except IntegrityError:
        return None
    return deal.stage


async def retry(number: int) -> None:
    for _ in range(3):
        try:
            async with opened() as session:
                await close(session, number)
                break
        except Exception:
            logging.exception("again")
""",
                "database.py": _DATABASE,
                "models.py": _MODELS,
            }
        ),
        Valid(
            """
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)


async def load(session: AsyncSession, heroes) -> None:
    for hero in heroes:
        try:
            async with session.begin_nested():
                session.add(hero)
        except IntegrityError:
            logging.warning("twice")
    await session.commit()


async def save(session: AsyncSession, hero) -> bool:
    try:
        session.add(hero)
        await session.commit()
    except IntegrityError:
        await session.rollback()
        return False
    await session.refresh(hero)
    return True


async def each(heroes) -> None:
    for hero in heroes:
        try:
            async with factory() as session:
                session.add(hero)
                await session.commit()
        except IntegrityError:
            logging.warning("twice")


async def last(session: AsyncSession, hero) -> bool:
    try:
        session.add(hero)
        await session.commit()
    except IntegrityError as error:
        raise ValueError("twice") from error
    return True
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the handlers of flushes and commits that neither raise nor roll back, where the session goes on."""
        errors = SwallowedErrors(
            subject.model, subject.sessions, subject.traces, subject.committing_units, subject.loading
        )
        for one in errors.find():
            if not is_among_tests(one.module):
                yield subject.finding(
                    self.code,
                    one.module,
                    one.handler,
                    f"the error of `{one.module.headline(one.failing)}` ends here without a rollback, and {one.later}",
                    help="roll back or raise, or put what may fail into `async with session.begin_nested()`",
                )
