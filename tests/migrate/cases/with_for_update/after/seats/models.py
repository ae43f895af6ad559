from typing import Optional

from sqlmodel import Field, SQLModel


class Seat(SQLModel, table=True):
    number: str = Field(primary_key=True)
    holder: Optional[str] = None
    version: int = 0
