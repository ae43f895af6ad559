from sqlalchemy.orm import DeclarativeBase, declarative_base
from sqlmodel import Field, SQLModel

OldBase = declarative_base()


class Base(DeclarativeBase):
    pass


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


metadata = Base.metadata
