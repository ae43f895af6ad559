from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel

engine = create_async_engine("sqlite+aiosqlite:///admin.db")


class Setting(SQLModel, table=True):
    key: str = Field(primary_key=True)
    value: str = ""
