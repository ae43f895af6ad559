from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("sqlite:///admin.db")


class Setting(SQLModel, table=True):
    key: str = Field(primary_key=True)
    value: str = ""
