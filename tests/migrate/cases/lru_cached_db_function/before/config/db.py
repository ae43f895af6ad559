from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("sqlite:///options.db", echo=False)


class Option(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: str
