"""AL301: a relationship is read that the query did not load.

Most of this long file is the small programs that are its examples, its tests and its page.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.inner_reads import option, shown, steps
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


_OWN_READS = """
from functools import cached_property

from sqlalchemy import ForeignKey
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    heroes: Mapped[list["Hero"]] = relationship(back_populates="team")
    places: Mapped[list["Place"]] = relationship(lazy="selectin")

    @hybrid_property
    def strength(self):
        return len(self.heroes)

    def disband(self):
        self.heroes.clear()


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="heroes")
    places: Mapped[list["Place"]] = relationship(lazy="selectin")

    @cached_property
    def title(self):
        return f"{self.name} of {self._team_name}"

    @property
    def _team_name(self):
        return self.team.name

    @property
    def nickname(self):
        return f"{self.name} of {len(self.places)} places"

    @property
    def team_or_none(self):
        try:
            return self.team
        except MissingGreenlet:
            return None

    async def team_name(self):
        return (await self.awaitable_attrs.team).name

    def shown(self, full: bool = False):
        if not full:
            return self.name
        return f"{self.name} of {self.team.name}"


class Place(Base):
    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    hero_id: Mapped[int] = mapped_column(ForeignKey("hero.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
"""


_POSTS = """
from sqlalchemy import ForeignKey
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    replies: Mapped[list["Post"]] = relationship()
    tags: Mapped[list["Tag"]] = relationship()
    names: AssociationProxy[list[str]] = association_proxy("tags", "name")

    def __repr__(self):
        return f"<Post {self.id}, {self.tags}>"


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    name: Mapped[str]
"""


_LEVELS = {1: "one level", 2: "two levels", 3: "three levels"}


class LazyRead(Rule):
    """A relationship with the default `lazy="select"` is loaded when it is first read, by a query behind the attribute.
    An attribute cannot be awaited, so that under an AsyncSession the read fails with `MissingGreenlet:
    greenlet_spawn has not been called`. It works as long as something else happens to have loaded it in the same
    session, and fails where nothing has. Load it with the query (`select(Team).options(selectinload(Team.heroes))`), by
    `await session.refresh(team, ["heroes"])`, or await it: `await team.awaitable_attrs.heroes`. A property or a method
    of the model that reads it fails in the same way, where it is asked for: `hero.title`, which reads `self.team.name`.
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
        Invalid(
            {
                "teams.py": """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Hero, Team


async def titles(session: AsyncSession):
    return [hero.title for hero in (await session.scalars(select(Hero))).all()]


async def about(session: AsyncSession, number: int):
    team = await session.get(Team, number)
    return team.strength


async def disband(session: AsyncSession, number: int):
    team = await session.get(Team, number)
    team.disband()
    await session.commit()
""",
                "models.py": _OWN_READS,
            },
            at=("hero.title", "team.strength", "team.disband"),
        ),
        Invalid(
            {
                "posts.py": """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from models import Post


async def thread(session: AsyncSession, number: int):
    statement = select(Post).options(selectinload(Post.replies)).where(Post.id == number)
    post = (await session.scalars(statement)).one()
    return [reply.id for first in post.replies for reply in first.replies]


async def names(session: AsyncSession, number: int):
    post = await session.get(Post, number)
    return list(post.names)


async def text(session: AsyncSession, number: int):
    return f"{await session.get(Post, number)}"
""",
                "models.py": _POSTS,
            },
            at=("first.replies", "post.names", "await session.get(Post, number)"),
        ),
        Invalid(
            {
                "app.py": """
from models import Hero
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession


async def by_team(session: AsyncSession):
    heroes = (await session.exec(select(Hero))).all()
    return sorted(heroes, key=lambda hero: hero.team.name)


async def with_team(session: AsyncSession):
    heroes = list((await session.exec(select(Hero))).all())
    heroes.sort(key=lambda one: one.team.id)
    return list(filter(lambda found: found.team, heroes))
""",
                "models.py": _MODELS,
            },
            at=("hero.team", "one.team", "found.team"),
        ),
    )
    valid = (
        Valid(
            {
                "posts.py": """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from models import Post, Tag


async def thread(session: AsyncSession, number: int):
    statement = select(Post).options(selectinload(Post.replies).selectinload(Post.replies)).where(Post.id == number)
    post = (await session.scalars(statement)).one()
    return [reply.id for first in post.replies for reply in first.replies]


async def whole_thread(session: AsyncSession, number: int):
    post = await session.get(Post, number, options=[selectinload(Post.replies, recursion_depth=-1)])
    return [reply.id for first in post.replies for second in first.replies for reply in second.replies]


async def all_threads(session: AsyncSession):
    posts = (await session.scalars(select(Post).options(selectinload(Post.replies)))).all()
    return [reply.id for post in posts for first in post.replies for reply in first.replies]


async def names(session: AsyncSession, number: int):
    post = await session.get(Post, number, options=[selectinload(Post.tags)])
    return list(post.names)


async def text(session: AsyncSession, number: int):
    post = await session.get(Post, number, options=[selectinload(Post.tags)])
    print(f"{post}, {post.tags}, {await session.get(Tag, number)}", str(post))


async def tagged(session: AsyncSession, name: str):
    return (await session.scalars(select(Post).where(Post.names.contains(name)))).all()
""",
                "models.py": _POSTS,
            }
        ),
        Valid(
            {
                "teams.py": """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import Hero, Team


async def titles(session: AsyncSession):
    return [hero.title for hero in await session.scalars(select(Hero).options(joinedload(Hero.team)))]


async def strong(session: AsyncSession):
    return (await session.scalars(select(Team).where(Team.strength > 3))).all()


async def about(session: AsyncSession, number: int):
    team = await session.get(Team, number, options=[selectinload(Team.heroes)])
    return team.strength


async def nickname(session: AsyncSession, number: int):
    return (await session.get_one(Hero, number)).nickname


async def named(session: AsyncSession, number: int):
    hero = await session.get_one(Hero, number)
    return hero.shown(), hero.team_or_none, await hero.team_name()


async def moved(session: AsyncSession, number: int, team: Team):
    hero = await session.get_one(Hero, number)
    hero.team = team
    return hero.title


def title(hero: Hero):
    return hero.title
""",
                "models.py": _OWN_READS,
            }
        ),
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
        Valid(
            {
                "app.py": """
from typing import Annotated

from fastapi import Depends, FastAPI
from repositories import Heroes, Teams, heroes, teams

app = FastAPI()


@app.get("/teams/{number}/heroes")
async def names(number: int, repository: Annotated[Teams, Depends(teams)]) -> list[str]:
    team = await repository.by_number(number)
    return [hero.name for hero in team.heroes] if team else []


@app.get("/teams/{number}/first")
async def first(
    number: int, all_teams: Annotated[Teams, Depends(teams)], repository: Annotated[Heroes, Depends(heroes)]
) -> str:
    team = await all_teams.by_number(number)
    hero = await repository.of_team(team.id)
    return hero.team.name
""",
                "repositories.py": """
from typing import Generic, TypeVar

from models import Hero, Team
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload
from sqlalchemy.sql import Select
from sqlmodel import select

T = TypeVar("T")


class Repository(Generic[T]):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def one(self, statement: Select) -> T | None:
        return (await self.session.execute(statement)).scalar_one_or_none()


class Teams(Repository[Team]):
    async def by_number(self, number: int) -> Team | None:
        return await self.one(select(Team).where(Team.id == number).options(selectinload(Team.heroes)))

    async def by_name(self, name: str) -> Team | None:
        return await self.one(select(Team).where(Team.name == name))


class Heroes(Repository[Hero]):
    async def of_team(self, team: int) -> Hero | None:
        return await self.one(select(Hero).where(Hero.team_id == team).limit(1))


make = async_sessionmaker()


async def teams():
    async with make() as session:
        yield Teams(session)


async def heroes():
    async with make() as session:
        yield Heroes(session)
""",
                "models.py": _MODELS,
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the reads that `analysis.loading` finds unloaded; one that a function repeats, once."""
        said: set[tuple[Function | None, str, ast.AST]] = set()
        for found in subject.loading.unloaded():
            relationship = found.relationship
            key = (found.function, ast.unparse(found.node), found.origin.node)
            if key in said:
                continue
            said.add(key)
            owner = f"{relationship.owner.name}.{relationship.name}"
            kind = "column" if relationship.column else "relationship"
            place = found.origin.node
            assert isinstance(place, ast.Call)
            asking = found.origin.function
            where = asking.qualname if asking is not None else "this module"
            if found.origin.kind == "made":
                why = f"which was never loaded: the object was made in {where} (line {place.lineno}) and stored since"
                instead = f"load it before: await session.refresh({ast.unparse(found.owner)}, ['{relationship.name}'])"
            else:
                levels = found.path.count(relationship) - 1
                loads = "did not load" if not levels else f"loads {_LEVELS.get(levels, 'some levels')} deep"
                why = f"which the query in {where} (line {place.lineno}) {loads}"
                instead = f"load it with the query: .options({option(found.path)})"
            yield subject.finding(
                self.code,
                found.module,
                found.node,
                f"{shown(found)} reads the {kind} {owner}, {why}; an AsyncSession cannot load it here",
                help=instead,
                chain=steps(subject, found.way),
                named=subject.place(asking.module, place) if asking is not None else None,
            )
