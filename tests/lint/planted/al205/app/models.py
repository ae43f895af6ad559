from sqlmodel import Field, SQLModel


class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = ""
    price: int = 0
