from sqlmodel import Field, SQLModel


class Flag(SQLModel, table=True):
    name: str = Field(primary_key=True)
    enabled: bool = False
