import asyncio
from contextlib import asynccontextmanager

import typer
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app.database import URL, Closing, Database, build, closed

command = typer.Typer()


@asynccontextmanager
async def lifespan(app):
    app.state.engine = create_async_engine(URL)  # plant: AL505
    database = Closing(URL)
    yield
    await database.close()
    await closed.dispose()


app = FastAPI(lifespan=lifespan)
database = Database(URL)
reports = build(URL)


async def load():
    engine = create_async_engine(URL)  # plant: AL505
    async with AsyncSession(engine) as session:
        await session.commit()


async def export():
    async with create_async_engine(URL).connect() as connection:  # plant: AL505
        await connection.exec_driver_sql("SELECT 1")


async def tidy():
    engine = create_async_engine(URL)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("SELECT 1")
    finally:
        await engine.dispose()


@command.command()
def run():
    async def go():
        made = create_async_engine(URL)  # plant: AL505
        async with made.begin() as connection:
            await connection.exec_driver_sql("SELECT 1")

    asyncio.run(go())
    asyncio.run(load())
