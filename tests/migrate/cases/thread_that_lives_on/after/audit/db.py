from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, create_engine, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///audit.db", connect_args={"timeout": 30})
sync_engine = create_engine("sqlite:///audit.db", connect_args={"timeout": 30})  # for code that cannot await


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async def count_events() -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return (await session.exec(select(func.count()).select_from(Event))).one()
