"""AL302: a response model reads a relationship that the query did not load."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.web.serialisations import serialisations
from aiolift.lint.inner_reads import option, steps
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.analysis.objects.own_reads import Inner, OwnRead
    from aiolift.analysis.web.serialisations import Serialisation
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_MODELS = """
from pydantic import BaseModel, ConfigDict
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


class HeroRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str


class TeamRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str
    heroes: list[HeroRead] = []
"""


_TITLES = """
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from database import get_session

router = APIRouter()


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship()

    @property
    def title(self) -> str:
        return f"a hero of {self.team.name}"


class HeroRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    title: str
"""


class LazyReadInResponseModel(Rule):
    """FastAPI fills the response model by reading one attribute after the other from the object that the endpoint
    returns, and `Schema.model_validate(obj)` does the same. A field that is named like a relationship reads the
    relationship, one that is named like a property of the model what the property reads. Where the query did not load
    it, that is a lazy load in code that cannot await: the response is a `ResponseValidationError` with a
    `MissingGreenlet` inside, and no line of yours is in the traceback. Load in the query what the response shows, or
    leave the field out of this response. A new object is no better once it is flushed or committed: `refresh(obj)`
    loads its columns, and its collections only where it names them.
    """

    code = "AL302"
    name = "lazy-read-in-response-model"
    source = (
        "https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession"
    )
    invalid = (
        Invalid(
            {
                "teams.py": """
from fastapi import APIRouter, Depends
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Team, TeamRead

router = APIRouter()


@router.get("/teams", response_model=list[TeamRead])
async def teams(session: AsyncSession = Depends(get_session)):
    return (await session.exec(select(Team))).all()


async def shown(session: AsyncSession, number: int) -> dict:
    team = await session.get(Team, number)
    return TeamRead.model_validate(team).model_dump()
""",
                "models.py": _MODELS,
            },
            at=("(await session.exec(select(Team))).all()", "team"),
        ),
        Invalid(
            {
                "teams.py": """
from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Team, TeamRead

router = APIRouter()


class TeamCreate(BaseModel):
    name: str


@router.post("/teams")
async def create(body: TeamCreate, session: AsyncSession = Depends(get_session)) -> TeamRead:
    team = Team.model_validate(body)
    session.add(team)
    await session.commit()
    await session.refresh(team)
    return team
""",
                "models.py": _MODELS,
            },
            at=("team",),
        ),
        Invalid(
            {
                "heroes.py": _TITLES
                + """

@router.get("/heroes/{number}")
async def hero(number: int, session: AsyncSession = Depends(get_session)) -> HeroRead:
    return await session.get(Hero, number)
"""
            },
            at=("await session.get(Hero, number)",),
        ),
    )
    valid = (
        Valid(
            {
                "heroes.py": _TITLES
                + """

@router.get("/heroes/{number}")
async def hero(number: int, session: AsyncSession = Depends(get_session)) -> HeroRead:
    return await session.get(Hero, number, options=[joinedload(Hero.team)])
"""
            }
        ),
        Valid(
            {
                "teams.py": """
from fastapi import APIRouter, Depends
from sqlalchemy.orm import selectinload
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Hero, HeroRead, Team, TeamRead

router = APIRouter()


@router.get("/teams", response_model=list[TeamRead])
async def teams(session: AsyncSession = Depends(get_session)):
    return (await session.exec(select(Team).options(selectinload(Team.heroes)))).all()


@router.get("/heroes/{number}")
async def hero(number: int, session: AsyncSession = Depends(get_session)) -> HeroRead:
    return await session.get(Hero, number)


@router.get("/teams/{number}")
async def team(number: int, session: AsyncSession = Depends(get_session)) -> TeamRead:
    found = await session.get(Team, number)
    return TeamRead(id=found.id, name=found.name)
""",
                "models.py": _MODELS,
            }
        ),
        Valid(
            {
                "teams.py": """
from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from database import get_session
from models import Team, TeamRead

router = APIRouter()


@router.post("/teams")
async def create(name: str, session: AsyncSession = Depends(get_session)) -> TeamRead:
    team = Team(name=name)
    session.add(team)
    await session.commit()
    await session.refresh(team, ["id", "name", "heroes"])
    return team
""",
                "models.py": _MODELS,
            }
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report each relationship of a schema that nothing has loaded of the object that it is filled from."""
        for served in serialisations(subject.model, subject.model.own_reads):
            if served.function in subject.loading.islands:
                continue
            for path in served.paths:
                origin = _lacking(subject, served, path)
                if origin is not None:
                    yield self._finding(subject, served, path, origin)
            for before, own in served.own:
                origin = _lacking_own(subject, served, before, own)
                if origin is not None:
                    path = (*before, *own.path, own.relationship)
                    yield self._finding(subject, served, path, origin, own.way)

    def _finding(
        self,
        subject: Subject,
        served: Serialisation,
        path: tuple[Relationship, ...],
        origin: Origin,
        way: tuple[Inner, ...] = (),
    ) -> Finding:
        relationship = path[-1]
        name = f"{relationship.owner.name}.{relationship.name}"
        line = getattr(origin.node, "lineno", 0)
        asking = origin.function if isinstance(origin.node, ast.Call) else served.function
        where = asking.qualname if asking is not None else "this module"
        if origin.asked is None:
            why = f"which was never loaded of the new object that {where} stores (line {line})"
            remedy = f'load it before: await session.refresh(…, ["{relationship.name}"])'
        else:
            why = f"which the query in {where} (line {line}) did not load"
            remedy = f"load it with the query: .options({option((*origin.path, *path))})"
        by = f"{served.by}.{way[0].name}" if way else served.by
        return subject.finding(
            self.code,
            served.module,
            served.node,
            f"{by} reads {name}, {why}; a response model cannot await",
            help=remedy,
            chain=steps(subject, way),
            named=subject.place(asking.module, origin.node) if asking is not None and line else None,
        )


def _lacking(subject: Subject, served: Serialisation, path: tuple[Relationship, ...]) -> Origin | None:
    """Return where an object comes from that lacks what a schema reads; what leads there is another finding."""
    *before, last = path
    if not last.is_lazy:
        return None
    loading = subject.loading
    for origin in loading.of(served.module, served.node):
        if not before and loading.is_in_session(origin, last):
            continue
        if loading.lacks(origin, last, served.function, by=tuple(before), of=served.cls):
            return origin
        if not before and loading.lacks_new(origin, last, served.module, served.node):
            return origin
    return None


def _lacking_own(
    subject: Subject, served: Serialisation, before: tuple[Relationship, ...], own: OwnRead
) -> Origin | None:
    """Return where an object comes from that lacks what a property reads that fills a schema."""
    loading = subject.loading
    for origin in loading.of(served.module, served.node):
        if origin.kind == "other" or loading.spares_own(origin, own, served.function, before):
            continue
        if loading.lacks_own(origin, own, served.function, before, served.cls):
            return origin
        new = not before and not own.path
        if new and loading.lacks_new(origin, own.relationship, served.module, served.node):
            return origin
    return None
