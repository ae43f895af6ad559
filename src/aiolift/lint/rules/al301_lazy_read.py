"""AL301: a relationship is read that the query did not load."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_MODELS = """
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
"""


class LazyRead(Rule):
    """A relationship with the default `lazy="select"` is loaded when it is first read, by a query behind the attribute.
    An attribute cannot be awaited, so that under an AsyncSession the read fails with `MissingGreenlet:
    greenlet_spawn has not been called`. It works as long as something else happens to have loaded it in the same
    session, and fails where nothing has. Load it with the query (`select(Team).options(selectinload(Team.heroes))`), by
    `await session.refresh(team, ["heroes"])`, or await it: `await team.awaitable_attrs.heroes`.
    """

    code = "AL301"
    name = "lazy-read"
    source = (
        "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession"
    )
    invalid = (
        Invalid(
            {
                "heroes.py": """
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero, Team


async def roster(session: AsyncSession, team_id: int) -> list[str]:
    team = (await session.exec(select(Team).where(Team.id == team_id))).one()
    return [hero.name for hero in team.heroes]


async def team_name(session: AsyncSession, hero_id: int) -> str:
    hero = await session.get(Hero, hero_id)
    return hero.team.name
""",
                "models.py": _MODELS,
            },
            at=("team.heroes", "hero.team"),
        ),
        Invalid(
            {
                "pages.py": """
import crud


def title(hero):
    return f"{hero.name} of {hero.team.name}" if hero.team else hero.name


async def page(db, number):
    return title(await crud.find(db, number))
""",
                "crud.py": """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Hero


async def find(db: AsyncSession, number):
    result = await db.execute(select(Hero).where(Hero.id == number))
    return result.scalar_one()
""",
                "models.py": _MODELS,
            },
            at=("hero.team",),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team")


class Hero(Base):
    __tablename__ = "hero"
    name: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="heroes")


def shown(team: Team, with_heroes: bool = False):
    return [hero.name for hero in team.heroes] if with_heroes else []


async def find(session: AsyncSession, number: int):
    return shown((await session.scalars(select(Team).where(Team.id == number))).one())


async def leader(session: AsyncSession, team: Team):
    hero = (await session.scalars(select(Hero).where(Hero.team_id == team.id))).first()
    return hero.team
"""
        ),
        Valid(
            {
                "heroes.py": """
from sqlalchemy.orm import selectinload
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Hero, Team


async def roster(session: AsyncSession, team_id: int) -> list[str]:
    statement = select(Team).where(Team.id == team_id).options(selectinload(Team.heroes))
    team = (await session.exec(statement)).one()
    return [hero.name for hero in team.heroes]


async def team_name(session: AsyncSession, hero_id: int) -> str:
    hero = await session.get(Hero, hero_id)
    await session.refresh(hero, attribute_names=["team"])
    return hero.team.name


async def new(session: AsyncSession, team: Team) -> str:
    hero = Hero(name="Deadpond", team=team)
    session.add(hero)
    await session.flush()
    return hero.team.name


def count(session, team_id):
    return len(session.get(Team, team_id).heroes)


async def counted(session: AsyncSession, team_id: int) -> int:
    return await session.run_sync(count, team_id)
""",
                "models.py": _MODELS,
            }
        ),
        Valid(
            """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team")
    coach: Mapped["Hero"] = relationship(lazy="joined")


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[Team] = relationship(back_populates="heroes", lazy="selectin")


async def ids(session: AsyncSession) -> list[int]:
    found = []
    for team in (await session.scalars(select(Team))).all():
        found += [hero.id for hero in await team.awaitable_attrs.heroes]
        found.append(team.coach.id)
    return found
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the reads that `analysis.loading` finds unloaded; one that a function repeats, once."""
        said: set[tuple[Function | None, str, ast.AST]] = set()
        for found in subject.loading.unloaded():
            read, relationship = found.read, found.relationship
            key = (read.function, ast.unparse(read.node), found.origin.node)
            if key in said:
                continue
            said.add(key)
            owner = f"{relationship.owner.name}.{relationship.name}"
            kind = "column" if relationship.column else "relationship"
            place = found.origin.node
            assert isinstance(place, ast.Call)
            asking = found.origin.function
            where = asking.qualname if asking is not None else "this module"
            option = "undefer" if relationship.column else "selectinload"
            if found.origin.kind == "made":
                why = f"which was never loaded: the object was made in {where} (line {place.lineno}) and stored since"
                instead = (
                    f"load it before: await session.refresh({ast.unparse(read.node.value)}, ['{relationship.name}'])"
                )
            else:
                why = f"which the query in {where} (line {place.lineno}) did not load"
                instead = f"load it with the query: .options({option}({owner}))"
            yield subject.finding(
                self.code,
                read.module,
                read.node,
                f"`{ast.unparse(read.node)}` reads the {kind} {owner}, {why}; an AsyncSession cannot load it here",
                help=instead,
                named=subject.place(asking.module, place) if asking is not None else None,
            )
