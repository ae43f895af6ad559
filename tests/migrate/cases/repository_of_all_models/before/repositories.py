import json
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    members: Mapped[list["Member"]] = relationship(back_populates="team")


class Member(Base):
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team] = relationship(back_populates="members")


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
    def __init__(self, session: Session, model: type[Model], schema: type[Schema]):
        self.session = session
        self.model = model
        self.schema = schema

    def find(self, key: int) -> Model:
        return self.session.get_one(self.model, key)

    def get(self, key: int, schema: type[BaseModel] | None = None) -> BaseModel:
        return (schema or self.schema).model_validate(self.find(key))

    def all(self) -> list[Schema]:
        found = self.session.scalars(select(self.model)).all()
        return [self.schema.model_validate(one) for one in found]

    def create(self, **data) -> Schema:
        made = self.model(**data)
        self.session.add(made)
        self.session.commit()
        return self.schema.model_validate(made)


class Members(Repository[Member, MemberOut]):
    def called(self, name: str) -> MemberOut:
        member = self.session.scalars(select(self.model).filter_by(name=name)).one()
        return self.schema.model_validate(member)


def repositories(session: Session) -> tuple[Repository, Members]:
    return Repository(session, Team, TeamOut), Members(session, Member, MemberOut)


def parse(text: str) -> TeamOut:
    return TeamOut.model_validate(json.loads(text))
