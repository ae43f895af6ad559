"""AL303: an attribute is read after a commit that expired the object."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.expiry_state import How
from aiolift.lint.finding import Step
from aiolift.lint.refreshing import refreshed
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

MODELS = """
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
"""
DATABASE = """
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from settings import settings

engine = create_async_engine(settings.url)
SessionLocal = async_sessionmaker(engine, class_=AsyncSession)


async def get_session():
    async with SessionLocal() as session:
        yield session
"""


class ReadAfterCommit(Rule):
    """A commit expires every object of its session, unless the session was made with `expire_on_commit=False`: the next
    read of any attribute, the primary key included, is a query behind the attribute. Under an AsyncSession that read
    fails with `MissingGreenlet`. The commit can be in a function that was called meanwhile, and it expires objects that
    have nothing to do with what was written. Make sessions with `expire_on_commit=False`, or load the object again with
    `await session.refresh(obj)`. A rollback expires stored objects whatever the setting.
    """

    code = "AL303"
    name = "read-after-commit"
    source = (
        "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession"
    )
    invalid = (
        Invalid(
            {
                "heroes.py": """
from database import SessionLocal
from models import Hero


async def create(name: str) -> int:
    async with SessionLocal() as session:
        hero = Hero(name=name)
        session.add(hero)
        await session.commit()
        return hero.id
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            },
            at=("hero.id",),
            fixed="""
from database import SessionLocal
from models import Hero


async def create(name: str) -> int:
    async with SessionLocal() as session:
        hero = Hero(name=name)
        session.add(hero)
        await session.commit()
        await session.refresh(hero)
        return hero.id
""",
        ),
        Invalid(
            {
                "main.py": """
from database import SessionLocal
from crud import by_name, rename


async def swap(first: str, second: str) -> str:
    async with SessionLocal() as session:
        one = await by_name(session, first)
        other = await by_name(session, second)
        await rename(session, one, second)
        return f"{one.name} instead of {other.name}"
""",
                "crud.py": """
from sqlmodel import select

from models import Hero


async def by_name(session, name):
    return (await session.exec(select(Hero).where(Hero.name == name))).one()


async def rename(session, hero: Hero, name: str) -> None:
    hero.name = name
    await session.commit()
    await session.refresh(hero)
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            },
            at=("other.name",),
        ),
    )
    valid = (
        Valid(
            {
                "heroes.py": """
from database import SessionLocal
from models import Hero


async def create(name: str) -> int:
    async with SessionLocal() as session:
        hero = Hero(name=name)
        session.add(hero)
        await session.flush()
        number = hero.id
        await session.commit()
        return number


async def change(number: int, name: str) -> str:
    async with SessionLocal() as session:
        hero = await session.get(Hero, number)
        hero.name = name
        await session.commit()
        await session.refresh(hero)
        return hero.name


async def touch(number: int) -> str | None:
    async with SessionLocal() as session:
        hero = await session.get(Hero, number)
        if hero is None:
            await session.commit()
            return None
        return hero.name
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            }
        ),
        Valid(
            {
                "heroes.py": """
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from database import engine
from models import Hero

Session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def create(name: str) -> int:
    async with Session() as session:
        hero = Hero(name=name)
        session.add(hero)
        await session.commit()
        return hero.id
""",
                "database.py": DATABASE,
                "models.py": MODELS,
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the attributes that `analysis.expiry` finds expired."""
        for found in subject.expiry.reads:
            if found.how is not How.ATTRIBUTE:
                continue
            chain: tuple[Step, ...] = ()
            if found.inside is not None:
                module, node = found.inside
                chain = (Step(subject.place(module, node), f"reads `{ast.unparse(node)}`"),)
            expired = subject.place(found.module, found.by)
            yield subject.finding(
                self.code,
                found.module,
                found.node,
                f"`{ast.unparse(found.node)}` is read after the {found.what} in line {expired.line}, which expired "
                f"`{found.name}`; an AsyncSession cannot load it here",
                help=f"refresh `{found.name}` before, or make sessions with expire_on_commit=False",
                fix=refreshed(subject, found),
                chain=chain,
                named=expired,
            )
