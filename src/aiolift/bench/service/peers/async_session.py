"""A plain AsyncSession of a generator dependency, on the driver of the URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift.bench.service.division import Division, DivisionRead
from aiolift.bench.service.peers import POOL, database_url


def create() -> FastAPI:
    """Return the service."""
    engine = create_async_engine(database_url(), pool_size=POOL, max_overflow=0)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    async def get_session() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine) as session:
            yield session

    app = FastAPI(lifespan=lifespan)

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str, session: Annotated[AsyncSession, Depends(get_session)]) -> Any:
        return (await session.exec(select(Division).where(Division.code == code))).one()

    return app
