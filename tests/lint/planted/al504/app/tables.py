import asyncio
from contextlib import asynccontextmanager

from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from app import models
from app.models import Base, OldBase, metadata

engine = create_async_engine("mysql+asyncmy://travel@db/travel")


def init() -> None:
    SQLModel.metadata.create_all(engine)  # plant: AL504


async def of_base() -> None:
    Base.metadata.create_all(bind=engine)  # plant: AL504


async def of_old_base(target: AsyncEngine) -> None:
    OldBase.metadata.drop_all(target)  # plant: AL504


async def with_options(target=engine) -> None:
    metadata.create_all(target, checkfirst=False)  # plant: AL504


async def on_connection() -> None:
    async with engine.begin() as connection:
        models.metadata.create_all(connection)  # plant: AL504


async def in_thread() -> None:
    await asyncio.to_thread(lambda: SQLModel.metadata.drop_all(engine))  # plant: AL504


async def reflected(connection: AsyncConnection) -> MetaData:
    found = MetaData()
    found.reflect(bind=connection)  # plant: AL504
    return found


def reset(target):
    SQLModel.metadata.drop_all(target)  # plant: AL504
    SQLModel.metadata.create_all(target)  # plant: AL504


class Database:
    def __init__(self) -> None:
        self.engine = engine

    async def start(self) -> None:
        SQLModel.metadata.create_all(self.engine)  # plant: AL504

    async def stop(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def lifespan(app):
    reset(engine)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync))
        await connection.run_sync(create)
    yield
    Base.metadata.drop_all(engine.sync_engine)


def create(connection) -> None:
    Base.metadata.create_all(connection)
