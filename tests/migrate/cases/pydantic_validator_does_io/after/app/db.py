from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, create_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.settings import settings

engine = create_async_engine(settings.database_url)
sync_engine = create_engine(engine.url.set(drivername="sqlite"))  # for code that cannot await


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
