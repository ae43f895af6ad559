"""AL304: an object is dumped or answered with after a commit that expired it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.objects.expiry_state import How
from aiolift.lint.refreshing import refreshed
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.lint.rules.al303_read_after_commit import DATABASE, MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class DumpOfExpired(Rule):
    """An expired object has no attributes: SQLAlchemy took them out of its `__dict__`, to load them at the next read.
    `model_dump()` and FastAPI's response copy what is there, and there is nothing: the answer is `{}` with status 200,
    or a `ResponseValidationError` where the response model has required fields. Nothing is logged. Load the object with
    `await session.refresh(obj)` after the commit, or make sessions with `expire_on_commit=False`.
    """

    code = "AL304"
    name = "dump-of-expired"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_state_management.html#refreshing-expiring"
    invalid = (
        Invalid(
            {
                "heroes.py": """
from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Hero

router = APIRouter()


@router.post("/heroes")
async def create(hero: Hero, session: AsyncSession = Depends(get_session)):
    session.add(hero)
    await session.commit()
    return hero


@router.put("/heroes/{number}")
async def rename(number: int, name: str, session: AsyncSession = Depends(get_session)) -> dict:
    found = await session.get(Hero, number)
    found.name = name
    await session.commit()
    return found.model_dump()
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            },
            at=("hero", "found.model_dump()"),
            fixed="""
from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Hero

router = APIRouter()


@router.post("/heroes")
async def create(hero: Hero, session: AsyncSession = Depends(get_session)):
    session.add(hero)
    await session.commit()
    await session.refresh(hero)
    return hero


@router.put("/heroes/{number}")
async def rename(number: int, name: str, session: AsyncSession = Depends(get_session)) -> dict:
    found = await session.get(Hero, number)
    found.name = name
    await session.commit()
    await session.refresh(found)
    return found.model_dump()
""",
        ),
    )
    valid = (
        Valid(
            {
                "heroes.py": """
from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Hero

router = APIRouter()


@router.post("/heroes")
async def create(hero: Hero, session: AsyncSession = Depends(get_session)):
    session.add(hero)
    await session.commit()
    await session.refresh(hero)
    return hero


@router.post("/names")
async def named(name: str, session: AsyncSession = Depends(get_session)):
    hero = Hero(name=name)
    session.add(hero)
    await session.flush()
    answer = hero.model_dump()
    await session.commit()
    return answer
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the dumps and responses that `analysis.expiry` finds expired."""
        for found in subject.expiry.reads:
            if found.how is How.DUMP:
                expired = subject.place(found.module, found.by)
                yield subject.finding(
                    self.code,
                    found.module,
                    found.node,
                    f"`{found.name}` was expired by the {found.what} in line {expired.line}: "
                    "what is dumped has no columns",
                    help=f"refresh `{found.name}` after it, or make sessions with expire_on_commit=False",
                    fix=refreshed(subject, found),
                    named=expired,
                )
