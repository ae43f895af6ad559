from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from hotel.settings import settings


class Room(SQLModel, table=True):
    number: int = Field(primary_key=True)
    beds: int = 1


def build_engine():
    if settings.TESTING:
        return create_async_engine(settings.url, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    return create_async_engine(settings.url, pool_pre_ping=True)


engine = build_engine()


async def get_db():
    async with AsyncSession(engine, expire_on_commit=False) as db:
        yield db
