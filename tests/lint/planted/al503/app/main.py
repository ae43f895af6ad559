from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app import engines
from app.engines import URL, Repository, fresh

router = APIRouter()


@asynccontextmanager
async def lifespan(app):
    app.state.engine = create_async_engine(URL)
    yield
    await app.state.engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_session():
    engine = create_async_engine(URL)  # plant: AL503
    async with AsyncSession(engine) as session:
        yield session


class Connection:
    def __init__(self):
        self.engine = create_async_engine(URL)  # plant: AL503


class Provider:
    def __init__(self, url):
        self._url = url

    async def __call__(self):
        async with create_async_engine(self._url).connect() as connection:  # plant: AL503
            yield connection


SessionDep = Annotated[AsyncSession, Depends(get_session)]
provide = Provider(URL)


@app.get("/spots")
async def spots(session: SessionDep, connection: Annotated[Connection, Depends()], other=Depends(Connection)):
    return [row._asdict() for row in (await session.execute("SELECT 1")).all()]


@router.get("/count")
async def count():
    async with fresh().connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
    async with engines.fresh_factory()() as session:
        await session.commit()
    await engines.audit("count")
    return await Repository().count()


@router.post("/plans")
async def plans(connection=Depends(provide)):
    engine = create_async_engine(URL, pool_size=1)  # plant: AL503
    try:
        async with engine.begin() as other:
            await other.exec_driver_sql("SELECT 1")
    finally:
        await engine.dispose()
    async with engines.kept().connect(), engines.of_tenant("a").connect():
        return {}


@router.delete("/plans")
def delete():
    return engines.sync_count()


@app.websocket("/events")
async def events(websocket):
    await websocket.accept()
    async with create_async_engine(URL).connect() as connection:  # plant: AL503
        await connection.exec_driver_sql("SELECT 1")


app.include_router(router)
