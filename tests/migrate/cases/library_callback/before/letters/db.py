from sqlmodel import Field, SQLModel


class Placeholder(SQLModel, table=True):
    name: str = Field(primary_key=True)
    text: str
