from datetime import datetime

from pydantic import BaseModel, SecretStr, field_serializer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, Relationship, SQLModel


class UserBase(SQLModel):
    name: str
    password: str


class User(UserBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    teams: list["Team"] = Relationship()


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id")
    name: str
    token_type: str = "x"


class Client(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    client_secret: str


class Credential(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password: str


class Login(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    refresh_token: str = Field(index=True)


class Masked(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password: SecretStr
    password_set: bool = False
    secret: bool = False
    password_hash: str = Field(exclude=True)
    reset_token_sent_at: datetime | None = None
    file_hash: str = ""


class Serialized(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    password: str

    @field_serializer("password")
    def hide(self, value):
        return "***"


class UserPublic(BaseModel):
    id: int
    name: str


class Page(BaseModel):
    items: list[User]
    total: int


class PublicPage(BaseModel):
    items: list[UserPublic]
    team: Team


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    hashed_password: Mapped[str]


class City(Base):
    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True)
