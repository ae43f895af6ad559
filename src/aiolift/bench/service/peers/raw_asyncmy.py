"""asyncmy's own pool and cursor; the row becomes the model that is answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncmy
from fastapi import FastAPI, Request

from aiolift.bench.service.division import COLUMNS, Division, DivisionRead
from aiolift.bench.service.peers import POOL, database_url

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM {Division.__tablename__} WHERE code = %s"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    url = database_url()
    app.state.pool = await asyncmy.create_pool(
        host=url.host,
        port=url.port or 3306,
        user=url.username,
        password=url.password,
        database=url.database,
        maxsize=POOL,
        autocommit=True,
    )
    yield
    app.state.pool.close()
    await app.state.pool.wait_closed()


def create() -> FastAPI:
    """Return the service."""
    app = FastAPI(lifespan=_lifespan)

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str, request: Request) -> Any:
        async with request.app.state.pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(_SELECT, (code,))
            row = await cursor.fetchone()
        return DivisionRead(**dict(zip(COLUMNS, row, strict=True)))

    return app
