from sqlmodel import Field, SQLModel


class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
