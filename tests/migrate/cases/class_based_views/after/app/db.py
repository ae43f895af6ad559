from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///./todo.db", connect_args={"check_same_thread": False})


class Todo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
