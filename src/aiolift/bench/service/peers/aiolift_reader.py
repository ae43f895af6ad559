"""aiolift: the same statement as on AsyncSession, through ReadSessionDep."""

from typing import Any

from fastapi import FastAPI
from sqlmodel import select

from aiolift import Database
from aiolift.bench.service.division import Division, DivisionRead
from aiolift.bench.service.peers import POOL, database_url
from aiolift.fastapi import ReadSessionDep


def create() -> FastAPI:
    """Return the service."""
    database = Database(database_url(), pool_size=POOL)
    app = FastAPI(lifespan=database.lifespan)

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str, session: ReadSessionDep) -> Any:
        return (await session.exec(select(Division).where(Division.code == code))).one()

    return app
