from sqlmodel import Field, SQLModel


class Country(SQLModel, table=True):
    code: str = Field(primary_key=True)
    name: str


class Currency(SQLModel, table=True):
    code: str = Field(primary_key=True)
    symbol: str
