from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, create_engine

engine = create_async_engine("sqlite+aiosqlite:///options.db", echo=False)
sync_engine = create_engine("sqlite:///options.db", echo=False)  # for code that cannot await


class Option(SQLModel, table=True):
    name: str = Field(primary_key=True)
    value: str
