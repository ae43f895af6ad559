"""aiolift: a prepared read."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import bindparam
from sqlmodel import select

from aiolift import Database
from aiolift.bench.service.division import Division, DivisionRead
from aiolift.bench.service.peers import POOL, database_url


def create() -> FastAPI:
    """Return the service."""
    database = Database(database_url(), pool_size=POOL)
    app = FastAPI(lifespan=database.lifespan)
    division = database.prepare(select(Division).where(Division.code == bindparam("code")))

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str) -> Any:
        return await division.one(code=code)

    return app
