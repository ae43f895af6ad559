from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

#: bound late, see `configure`
SessionLocal: async_sessionmaker[AsyncSession] = async_sessionmaker(class_=AsyncSession, autoflush=False, expire_on_commit=False)


def make_engine(url: str, **kwargs) -> AsyncEngine:
    return create_async_engine(url, **kwargs)


def make_factory(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(bind=engine, class_=AsyncSession, expire_on_commit=False)


async def configure(url: str) -> AsyncEngine:
    engine = make_engine(url)
    SessionLocal.configure(bind=engine)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    return engine
