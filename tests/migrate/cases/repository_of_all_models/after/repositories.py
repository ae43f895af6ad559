import json
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    members: Mapped[list["Member"]] = relationship(back_populates="team", lazy="selectin")


class Member(Base):
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="members", lazy="selectin")


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class MemberOut(Out):
    team: Out | None = None


class TeamOut(Out):
    members: list[Out] = []


Model = TypeVar("Model", bound=Base)
Schema = TypeVar("Schema", bound=BaseModel)


class Repository(Generic[Model, Schema]):
    def __init__(self, session: AsyncSession, model: type[Model], schema: type[Schema]):
        self.session = session
        self.model = model
        self.schema = schema

    async def find(self, key: int) -> Model:
        return await self.session.get_one(self.model, key)

    async def get(self, key: int, schema: type[BaseModel] | None = None) -> BaseModel:
        return (schema or self.schema).model_validate(await self.find(key))

    async def all(self) -> list[Schema]:
        found = (await self.session.scalars(select(self.model))).all()
        return [await self.session.run_sync(lambda _: self.schema.model_validate(one)) for one in found]

    async def create(self, **data) -> Schema:
        made = self.model(**data)
        self.session.add(made)
        await self.session.commit()
        await self.session.refresh(made)
        return await self.session.run_sync(lambda _: self.schema.model_validate(made))


class Members(Repository[Member, MemberOut]):
    async def called(self, name: str) -> MemberOut:
        member = (await self.session.scalars(select(self.model).filter_by(name=name))).one()
        return await self.session.run_sync(lambda _: self.schema.model_validate(member))


def repositories(session: AsyncSession) -> tuple[Repository, Members]:
    return Repository(session, Team, TeamOut), Members(session, Member, MemberOut)


def parse(text: str) -> TeamOut:
    return TeamOut.model_validate(json.loads(text))
