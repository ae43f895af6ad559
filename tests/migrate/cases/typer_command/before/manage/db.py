from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("sqlite:///members.db")


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    admin: bool = False
