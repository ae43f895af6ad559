from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, SQLModel


class MemberBase(SQLModel):
    name: str


class Member(MemberBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class MemberPublic(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str


class MemberIn(MemberBase):
    pass
